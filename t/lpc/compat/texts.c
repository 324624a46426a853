// Efuns of text and sprintf() where FluffOS's answer is not the obvious one.
#include <show.h>

void main() {
  show(strsrch("hello", "") + strsrch("hello", "", -1));  // expect: 5
  show(({ strcmp("a", "abc"), strcmp("z", "a"), strcmp("\u00e9", "e") }));  // expect: ({ -98, 25, 94 })
  show(replace_string("abab", "ab", "x", -1));     // expect: "abab"
  show(({ next_bit("#", 0), next_bit("#", 1) }));  // expect: ({ 0, -1 })
  show(base_name("a/b.c#3"));                      // expect: "a/b.c"
  show(implode(map(({ "Man", "OX", "f", "a  cat", " of x" }), (: pluralize :)), "|"));  // expect: "Mans|OXen|ves| cats|s of x"
  show(({ to_int(""), undefinedp(to_int("x")), to_float("0x1.8p1") }));  // expect: ({ 0, 1, 3.000000 })
  show(to_int(read_buffer(string_encode("\u65e5", "latin1"), 0, 1) == "\x1a"));  // expect: 1
  show(string_encode("a", "utf-16")[0..1] == string_encode("\ufeff", "utf-16le"));  // expect: 1
  show(string_decode(string_encode("\u65e5", "utf-16be"), "utf-16"));  // expect: "日"

  show(sprintf("[%+ d][%+d][% d]", 1, 1, 1));      // expect: "[1][+1][ 1]"
  show(sprintf("[%*:5s]", 9, "abcdefg"));          // expect: "[abcde]"
  show(sprintf("[%5:*s]", 3, "abcdefg"));          // expect: "[abc]"
  show(catch(sprintf("%.*d", -1, 5)));             // expect: "*(s)printf(): Expected precision not found. (arg: 1) "
  show(sprintf("%-#10.2s.", "one\n\nthree\n"));    // expect: "one three."
  show(sprintf("%d", 1e20));                       // expect: "-9223372036854775808"
}

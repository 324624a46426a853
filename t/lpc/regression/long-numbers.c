// A million digits are read in time that does not grow with their square.
void main() {
  string digits = repeat_string("9", 2000000);
  int n;
  write(to_int(digits) + "\n"); // expect: 9223372036854775807
  write(to_int("-" + digits) + "\n"); // expect: -9223372036854775808
  write(to_int(repeat_string("0", 2000000) + "7") + "\n"); // expect: 7
  sscanf(digits, "%d", n);
  write(n + "\n"); // expect: 9223372036854775807
  write(intp(restore_variable(digits)) + "\n"); // expect: 1
  write(intp(restore_variable("({1," + digits + ",})")[1]) + "\n"); // expect: 1
}

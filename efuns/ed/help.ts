/**
 * What `h` shows.
 */
export const HELP = `Addresses: 12  .  $  'x  /pattern/  ?pattern?  +2  -  two of them: 3,8  % or , for all

  a  i  c        type lines in: after, before, instead; a line with only . ends it
  d              delete            j      join lines
  m ADDR         move              t ADDR copy
  p  n  l        print; with numbers; with invisible characters shown
  z  z.  z-      a screenful from here, round here, before here
  =              the line's number
  s/old/new/g    substitute; & is what matched, \\1 the first group; flags g p n, or a count
  g/pattern/CMD  do CMD on each line that matches; v/pattern/CMD on those that do not
  kx             mark a line as 'x
  u              undo; again to redo
  I              indent LPC
  e FILE  E FILE edit another file (E: even if this one is not written)
  f [FILE]       the file's name, or a new one
  r FILE         read a file in after the line
  w [FILE]       write            wq, x  write and quit
  q  Q           quit; Q even if not written

Patterns: .  [a-z]  ^  $  *  \\( \\)  \\|  \\+  \\?  \\<  \\>
`

#define DOUBLE(x) ((x) * 2)

int from_header(int x) {
  int y = x + 1;
  return y;
}

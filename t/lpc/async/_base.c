async string inherited() {
  await call_out(0);
  return "base";
}

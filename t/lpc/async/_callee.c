inherit "/async/_base";

async string who() {
  string caller = file_name(previous_object());
  await call_out(0);
  return sprintf("%s to %s: %d %d", file_name(previous_object()), file_name(this_object()), caller == file_name(previous_object()), await two());
}

async int two() {
  return 2;
}

async string inherited() {
  return (await ::inherited()) + " of heir";
}

private async int hidden() {
  return 1;
}

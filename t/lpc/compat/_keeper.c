// Keeps to itself what a brother declares.
private nomask string entered() { return "kept"; }
string name() { return "keeper"; }

#pragma once
#pragma no_warn_unused
private int from_header() { int x; return 0; }

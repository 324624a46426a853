// Global include of the runner: what LDMud predefines, and its stricter rules of types.
#pragma cast_call_others, typed_literals

#define __MASTER_OBJECT__ "/master"
#define __EFUN_DEFINED__(name) efun_defined(name)
#define __VERSION_MAJOR__ 3

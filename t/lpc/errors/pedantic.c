// Stricter rules on demand.
#pragma pedantic
#ifdef X and more   // expect compile error: what follows #ifdef is ignored
#endif X            // expect compile error: what follows #endif is ignored
#undef X Y          // expect compile error: what follows #undef is ignored

// A function with a type has types for its parameters, as FluffOS demands; one without has not.
plain(a, b) { return a + b; }
int half(int x, y) { return x + y; } // expect compile error: parameter y has no type
int called() { return 5(2); }        // expect compile error: only functions are called

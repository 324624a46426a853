//! ticks 100000
// An endless loop ends when its ticks do; catch cannot keep it alive.
void main() {
  catch {
    while (1) {  // expect error: Too long evaluation
    }
  };
}

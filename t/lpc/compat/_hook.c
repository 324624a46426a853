// Declared for itself alone, then defined for all: the definition counts. Asks for what an heir may bring.
private string guard(string who);
private function hook = (: guard :);
string stopped(string who) { return evaluate(hook, who); }
string guard(string who) { return "nobody stops " + who; }
string entered();
string enters() { return entered(); }
string name() { return "hook"; }

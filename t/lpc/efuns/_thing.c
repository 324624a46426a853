string *nouns, *plurals, *adjectives;
string text;
void setup(string what, string *n, string *p, string *a) { text = what; nouns = n; plurals = p; adjectives = a; }
string *parse_command_id_list() { return nouns; }
mixed parse_command_plural_id_list() { return plurals; }
mixed parse_command_adjectiv_id_list() { return adjectives; }
string text() { return text; }
void enter(object ob) { move_object(ob); }
void live() { enable_commands(); set_living_name(text); }

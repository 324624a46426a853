/**
 * Every apply: the functions the driver calls in the master and in objects, as data. The pages
 * docs/applies.md and the tests come from this list. t/docs/applies.test.ts checks that what the
 * driver calls is here, and that what is here is called.
 * Not for: calling them (flow.ts, security.ts).
 */

export interface Apply {
  readonly name: string
  /** As LPC would declare it. */
  readonly sig: string
  readonly on: 'master' | 'object'
  /** Who calls it, and when. */
  readonly when: string
  readonly doc: string
  /** What happens where the function is missing. */
  readonly missing: string
}

const NOTHING = 'nothing happens'
const ALLOWED = 'allowed'
const DENIED = 'denied'
const GUARDED = 'only the master and the simul_efun object may; everybody may with a FluffOS config file'

const MASTER: ReadonlyArray<Omit<Apply, 'on'>> = [
  // -- life of the game
  { name: 'epilog', sig: 'string *epilog(int load_empty)', when: 'at boot, after the master has loaded', doc: 'Names the files to preload. `load_empty` is 0.', missing: 'nothing is preloaded' },
  { name: 'preload', sig: 'void preload(string file)', when: 'at boot, once for each file that `epilog()` named', doc: 'Loads one file. Each runs on its own: one that fails or waits holds up no other.', missing: NOTHING },
  { name: 'flag', sig: 'void flag(string text)', when: 'after the boot, by `hauki driver --flag TEXT`', doc: 'Does what the command line asked for.', missing: NOTHING },
  { name: 'first_boot', sig: 'mapping first_boot()', when: 'after the boot, once in the life of a state folder', doc: 'Makes the first accounts. Answers `([ role: ([ "name": …, "password": … ]) ])`, which the driver prints and forgets.', missing: NOTHING },
  { name: 'shutting_down', sig: 'void shutting_down(string reason)', when: 'before the driver ends, by `shutdown()` or a signal', doc: 'Saves players and what else must survive. May wait; the driver goes down after some seconds in any case.', missing: '`crash()` is called instead' },
  { name: 'crash', sig: 'void crash(string reason, object player, object ob)', when: 'before the driver ends, when there is no `shutting_down()`', doc: 'FluffOS\'s name for the same. `player` and `ob` are 0.', missing: NOTHING },
  { name: 'copyover_save', sig: 'string copyover_save(object body)', when: 'after `shutting_down()`, for each connection that another process goes on with (`reexec()`)', doc: 'Answers what `copyover_restore()` needs to make the body again: its name and place, say; at most 65,536 characters. 0: the connection begins with the login. May not wait.', missing: 'all begin with the login' },
  { name: 'copyover_restore', sig: 'object copyover_restore(string saved)', when: 'a connection arrived from the process before', doc: 'Answers the body that gets it. 0: it begins with the login. May wait. A connection that could not be taken along (TLS) has its body made as well, which gets `copyover_done()` and then `net_dead()`.', missing: 'all begin with the login' },
  // -- connections
  { name: 'connect', sig: 'object connect(int port)', when: 'a client connected', doc: 'Answers the object that gets the connection; `logon()` is called in it next.', missing: 'the connection is refused' },
  // -- objects and programs
  { name: 'compile_object', sig: 'object compile_object(string path, mixed args...)', when: 'an object is wanted whose file does not exist, or a virtual object is cloned', doc: 'Answers the object that stands for that path (a virtual object). `args` are those of `new()`.', missing: 'there is no such object' },
  { name: 'inherit_program', sig: 'mixed inherit_program(string from, string path, int private)', when: 'a program inherits', doc: 'A string is the path to inherit instead; an array of strings is the text itself, line by line; anything else refuses.', missing: 'the path as written' },
  { name: 'include_file', sig: 'mixed include_file(string file, string from, string name)', when: 'a file includes another; `file` is compiled, `from` has the `#include`', doc: 'A string is the name to include instead; an array of strings is the text itself, line by line; anything else refuses.', missing: 'the name as written' },
  { name: 'get_include_path', sig: 'string *get_include_path(string file)', when: 'a file is compiled', doc: 'Folders searched for `#include <name>` in that file; `":DEFAULT:"` stands for the configured ones.', missing: 'the configured folders' },
  { name: 'privs_file', sig: 'string privs_file(string name)', when: 'an object is made', doc: 'Its privs, see `query_privs()`.', missing: 'it has none' },
  { name: 'get_root_uid', sig: 'string get_root_uid()', when: 'never; that it is there switches user ids on', doc: 'A master that defines it wants uids and euids, see `creator_file()`.', missing: 'objects have no user ids' },
  { name: 'creator_file', sig: 'string creator_file(string name)', when: 'an object is made, with user ids on', doc: 'Its uid.', missing: 'it has none' },
  { name: 'author_file', sig: 'string author_file(string file)', when: '`author_stats()`, once for each file', doc: 'Whose it is. `file` is the name of its object, such as `/realms/ann/room`. May not wait.', missing: 'nobody has any' },
  { name: 'domain_file', sig: 'string domain_file(string file)', when: '`domain_stats()`, once for each file', doc: 'Of which domain it is. May not wait.', missing: 'there are none' },
  { name: 'object_name', sig: 'string object_name(object ob)', when: '`sprintf("%O")` prints an object', doc: 'A name that is printed behind the path.', missing: 'only the path is printed' },
  { name: 'make_path_absolute', sig: 'string make_path_absolute(string path)', when: '`ed()` gets a relative file name', doc: 'The full path.', missing: 'the path counts from /' },
  // -- errors
  { name: 'error_handler', sig: 'void error_handler(mapping error, int caught)', when: 'an LPC error that nothing caught (`caught` 0) or that `catch` took (1)', doc: '`error` has `error` (the text), `code`, `program`, `file`, `line`, `object` (0 when it is gone), `object_name` and `trace`, an array of mappings with `function`, `program`, `file`, `line`, `object`, `object_name`, and `node` where it happened on another machine. May not wait.', missing: 'the error goes to the log and to the player' },
  { name: 'log_error', sig: 'void log_error(string file, string report)', when: 'a file does not compile, or compiles with warnings', doc: 'Gets all diagnostics of the file as text. May not wait.', missing: 'the report goes to the log' },
  // -- decisions: all get a yes or no; an error in one means no
  { name: 'valid_read', sig: 'mixed valid_read(string path, object caller, string efun)', when: 'a file or folder is read; includes and inherits ask for the master', doc: '1 allows, 0 denies, a string is another path to take.', missing: ALLOWED },
  { name: 'valid_write', sig: 'mixed valid_write(string path, object caller, string efun)', when: 'a file or folder is written, removed or renamed', doc: '1 allows, 0 denies, a string is another path to take.', missing: DENIED },
  { name: 'valid_object', sig: 'int valid_object(object ob)', when: 'an object was loaded, before its `create()`', doc: 'May it live? Its clones are not asked about.', missing: ALLOWED },
  { name: 'valid_destruct', sig: 'int valid_destruct(object caller, object ob)', when: '`destruct()` of another object', doc: 'May `caller` end `ob`?', missing: ALLOWED },
  { name: 'valid_override', sig: 'int valid_override(string file, string efun, string main_file)', when: 'a program names `efun::f` where a simul_efun `f` exists', doc: 'May it go past the simul_efun?', missing: ALLOWED },
  { name: 'valid_shadow', sig: 'int valid_shadow(object ob)', when: '`shadow(ob)`', doc: 'May `previous_object()` shadow it?', missing: ALLOWED },
  { name: 'valid_hide', sig: 'int valid_hide(object ob)', when: '`set_hide()`, and where a list has hidden objects in it', doc: 'May `ob` hide itself, and see what is hidden?', missing: DENIED },
  { name: 'valid_config', sig: 'int valid_config(object caller, int which, mixed value)', when: '`set_config()`', doc: 'May it change a setting of the driver?', missing: GUARDED },
  { name: 'parse_command_users', sig: 'object *parse_command_users()', when: 'a sentence is parsed, once until `parse_refresh()`', doc: 'Livings that rules may reach from anywhere.', missing: 'there are none' },
  { name: 'parse_command_prepos_list', sig: 'string *parse_command_prepos_list()', when: '`parse_add_rule()`, once until `parse_refresh()`; each `parse_command()`', doc: 'The words that may stand in rules, such as `in` and `with`, and that `%p` fits.', missing: 'there are none' },
  { name: 'parse_command_all_word', sig: 'string parse_command_all_word()', when: 'each `parse_command()`', doc: 'The word for all, such as `all`. May not wait.', missing: 'there is none' },
  { name: 'parser_error_message', sig: 'mixed parser_error_message(int type, object ob, mixed more...)', when: '`parse_sentence()` did not understand a sentence', doc: 'Answers what `parse_sentence()` gives. The types are in `<parser_error.h>`: 1 nothing is called so, 2 it is not alive, 3 it is out of reach (each with the word and whether there are several), 4 it may be one of these objects, 5 there are only so many, 6 what an object said, 7 there is no such thing (with the words), 8 only one at a time.', missing: '0 is given' },
  { name: 'valid_socket', sig: 'int valid_socket(object caller, string operation, mixed *info)', when: 'every socket efun and `resolve()`', doc: 'May it? `operation` is the efun\'s name without `socket_`; `info` is `({ fd, owner, address, port })`, where `fd` is -1, `owner` 0 and `address` `"N/A"` as far as there is none.', missing: DENIED },
  { name: 'valid_http', sig: 'int valid_http(object caller, string url, string method)', when: '`http_request()`, for the URL asked for and for each it is redirected to', doc: 'May it be asked for?', missing: DENIED },
  { name: 'valid_bind', sig: 'int valid_bind(object caller, object old_owner, object new_owner)', when: '`bind()`', doc: 'May the function value change its owner?', missing: DENIED },
  { name: 'valid_distributed', sig: 'int valid_distributed(object caller, string source, mapping config)', when: '`clone_distributed()`', doc: 'May `caller` start a worker in a vault?', missing: DENIED },
  { name: 'valid_variable', sig: 'int valid_variable(object caller, object ob, string name, int write)', when: '`fetch_variable()` and `store_variable()` on another object', doc: 'May `caller` see (`write` 0) or set (1) the variable?', missing: 'seeing is allowed, setting denied' },
  { name: 'valid_set_privs', sig: 'int valid_set_privs(object caller, object ob, mixed privs)', when: '`set_privs()`', doc: 'May `caller` change the privs?', missing: GUARDED },
  { name: 'valid_seteuid', sig: 'int valid_seteuid(object ob, string uid)', when: '`seteuid()` to another uid than its own', doc: 'May `ob` act as `uid`?', missing: DENIED },
  { name: 'valid_this_player', sig: 'int valid_this_player(object caller, object who)', when: '`set_this_player()` to another object', doc: 'May `caller` act for `who`?', missing: GUARDED },
  { name: 'valid_exec', sig: 'int valid_exec(object caller, object to, object from)', when: '`exec()` of another\'s connection', doc: 'May `caller` move the connection?', missing: GUARDED },
  { name: 'valid_snoop', sig: 'int valid_snoop(object caller, object snooper, object victim)', when: '`snoop()`', doc: 'May `snooper` read along?', missing: GUARDED },
  { name: 'valid_eval_limit', sig: 'int valid_eval_limit(object caller)', when: '`set_eval_limit()`, `reset_eval_cost()`', doc: 'May `caller` change how long it may run?', missing: GUARDED },
  { name: 'valid_planner_control', sig: 'int valid_planner_control(object caller, string action)', when: '`planner_control()`', doc: 'May `caller` look after the AI planners?', missing: GUARDED },
  // -- AI planners
  { name: 'planner_login', sig: 'mapping planner_login(string token, string address)', when: 'an AI planner shows its token', doc: 'Answers whose it is, `([ "principal": account, "credential": the token\'s id for logs, "home": directory ])`, or 0. May wait.', missing: 'no planner gets in' },
  { name: 'valid_planner', sig: 'mixed valid_planner(string principal, string verb, mapping args, string credential)', when: 'a planner asks for anything', doc: '`credential` is the id of the token it logged in with, which may have been taken away since. 1 allows, 2 allows once a human in the game has approved it with `planner_control("approve", id)`, 0 or a string (the reason) denies. What the verb then does is judged by the other applies as done by the planner\'s body.', missing: DENIED },
  { name: 'planner_body', sig: 'object planner_body(string principal)', when: 'a planner needs its body', doc: 'Answers the object that acts for it: `this_player()` of its commands and runs.', missing: 'nothing can be asked for' },
  { name: 'planner_enter', sig: 'void planner_enter(object body)', when: '`planner_body()` gave a body without a connection, and it has one now', doc: 'Brings it into the world.', missing: NOTHING },
  { name: 'planner_program', sig: 'string planner_program(string principal, string source)', when: 'a planner runs LPC', doc: 'Answers the program to compile, whose function `run()` is called. Its first line should hold the source\'s first line.', missing: 'planners run no LPC' },
  { name: 'planner_errors', sig: 'mapping *planner_errors(string principal, int after)', when: 'a planner asks for run-time errors', doc: 'Those with a greater number than `after`, oldest first.', missing: 'there are none' },
  { name: 'planner_asked', sig: 'void planner_asked(mapping request)', when: 'a planner\'s request waits for a human', doc: 'Tells those who may answer. `request` has `id`, `principal`, `verb`, `job`, `args` (shortened).', missing: NOTHING },
  { name: 'valid_tool', sig: 'mixed valid_tool(object body, string tool, mapping args)', when: 'the browser client asks for a tool beside the game: `file_read`, `file_write`, `check`, `errors`, `profile`, `swarm`, `worker_log` and so on', doc: '`body` is who plays in it, and `this_player()`. 1 allows, 0 or a reason denies; file tools ask `valid_read()` and `valid_write()` as well. Tools about a worker have in `args["owner"]` the name of the object that had it made.', missing: DENIED },
  { name: 'valid_profile', sig: 'int valid_profile(object caller, string efun)', when: '`profile_start()` and its kin', doc: 'May `caller` profile the game?', missing: GUARDED },
  { name: 'valid_shutdown', sig: 'int valid_shutdown(object caller)', when: '`shutdown()`', doc: 'May `caller` end the game?', missing: GUARDED },
]

const OBJECT: ReadonlyArray<Omit<Apply, 'on'>> = [
  // -- life
  { name: 'create', sig: 'void create(mixed args...)', when: 'the object was made or reloaded', doc: 'Sets it up. `args` are those of `new()`. May wait: who loads or clones waits too.', missing: NOTHING },
  { name: 'virtual_start', sig: 'void virtual_start()', when: 'after the master\'s `compile_object()` made it', doc: 'Tells a virtual object that it has its name now.', missing: NOTHING },
  { name: 'init', sig: 'void init()', when: 'a living came near, or the object came near a living', doc: 'Adds the commands the object offers, with `add_action()`; `this_player()` is the living.', missing: NOTHING },
  { name: 'reset', sig: 'void reset()', when: 'every `mud.reset_seconds`, not to the second', doc: 'Restores what players used up.', missing: NOTHING },
  { name: 'heart_beat', sig: 'void heart_beat()', when: 'every so many beats as `set_heart_beat()` said', doc: 'Does what happens with time. An error stops the beating.', missing: NOTHING },
  { name: 'clean_up', sig: 'int clean_up(int references)', when: 'nobody used the object for `mud.clean_up_seconds`', doc: 'May destruct the object. `references` counts the clones of a blueprint. 0: never ask again.', missing: 'it is never asked again' },
  { name: 'on_destruct', sig: 'void on_destruct()', when: 'before the object ends, if it called `set_notify_destruct(1)`', doc: 'Says goodbye; cannot prevent it.', missing: NOTHING },
  { name: 'move_or_destruct', sig: 'void move_or_destruct(object to)', when: 'what the object is in ends', doc: 'Moves itself, best to `to` (where the holder was, or 0); it is destructed if it stays.', missing: 'it is destructed' },
  { name: 'parse_command_id_list', sig: 'string *parse_command_id_list()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`; each `parse_command()` that may mean the object, and of the master', doc: 'The nouns it answers to; the master\'s are for every object in `parse_command()`. May not wait.', missing: 'it has none' },
  { name: 'parse_command_plural_id_list', sig: 'string *parse_command_plural_id_list()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`; each `parse_command()` that may mean the object, and of the master', doc: 'The plurals it answers to; the master\'s are for every object in `parse_command()`. May not wait.', missing: 'it has none; `parse_command()` makes them of the nouns' },
  { name: 'parse_command_adjectiv_id_list', sig: 'string *parse_command_adjectiv_id_list()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`; each `parse_command()` that may mean the object, and of the master', doc: 'The adjectives that tell it from others; the master\'s are for every object in `parse_command()`. May not wait.', missing: 'it has none' },
  { name: 'parse_command_adjective_id_list', sig: 'string *parse_command_adjective_id_list()', when: 'each `parse_command()` that may mean the object, and of the master', doc: 'More of what `parse_command_adjectiv_id_list()` tells, by FluffOS\'s other name for it. May not wait.', missing: 'it has none' },
  { name: 'is_living', sig: 'int is_living()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`', doc: 'Does `LIV` in a rule mean it?', missing: 'no' },
  { name: 'inventory_visible', sig: 'int inventory_visible()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`', doc: 'May what is in it be named?', missing: 'no' },
  { name: 'inventory_accessible', sig: 'int inventory_accessible()', when: 'the parser needs it, once until `parse_refresh()`, of an object that called `parse_init()`', doc: 'May what is in it be reached?', missing: 'no' },
  { name: 'livings_are_remote', sig: 'int livings_are_remote()', when: '`parse_add_rule()` and `parse_refresh()`', doc: 'Do the rules of this object reach livings that are elsewhere?', missing: 'no' },
  { name: 'id', sig: 'int id(string name)', when: '`present(name)`', doc: 'Does the object answer to the name?', missing: 'it does not' },
  // -- connections
  { name: 'logon', sig: 'void logon()', when: 'the master\'s `connect()` gave the object a connection', doc: 'Greets and asks for the name, with `input_to()`.', missing: 'the connection is closed' },
  { name: 'process_input', sig: 'mixed process_input(string line)', when: 'the player typed a line that no `input_to()` waits for', doc: 'A string is run as a command instead of the line; another true value says the line is dealt with.', missing: 'the line is run as a command' },
  { name: 'write_prompt', sig: 'void write_prompt()', when: 'a command is done', doc: 'Writes the prompt.', missing: 'the default prompt is written' },
  { name: 'net_dead', sig: 'void net_dead()', when: 'the connection is gone', doc: 'Leaves the world or waits for the player to come back.', missing: NOTHING },
  { name: 'copyover_done', sig: 'void copyover_done()', when: 'after `copyover_restore()`, when the body has its connection', doc: 'Tells the player that the world was made anew.', missing: NOTHING },
  { name: 'window_size', sig: 'void window_size(int columns, int rows)', when: 'the client told its size', doc: 'For wrapping and paging.', missing: NOTHING },
  { name: 'gmcp', sig: 'void gmcp(string message)', when: 'the client sent GMCP', doc: '`message` is the package\'s name, and its JSON after a space.', missing: NOTHING },
  { name: 'run', sig: 'mixed run()', when: 'a planner runs LPC: in the object made of what `planner_program()` answered', doc: 'Does the work. Its value is the planner\'s answer.', missing: NOTHING },
  // -- hearing
  { name: 'catch_tell', sig: 'void catch_tell(string text)', when: 'text for a living without a connection', doc: 'Hears it. With a FluffOS config file that says so, players get it too.', missing: 'the text is lost' },
  { name: 'receive_message', sig: 'void receive_message(mixed class, mixed text)', when: '`message()` reaches it', doc: 'Hears it, or drops it by its class.', missing: 'the text is lost' },
  { name: 'receive_snoop', sig: 'void receive_snoop(string text)', when: 'whom it snoops sees or types something', doc: 'Shows it.', missing: 'the text is lost' },
  { name: 'event_*', sig: 'void event_NAME(object from, mixed args...)', when: '`event(targets, "NAME", …)`', doc: 'Hears of the event.', missing: NOTHING },
]

/** By name, for the compiler. `run` is one in a planner's program only, and event_* are any names. */
export const APPLY_NAMES: ReadonlyMap<string, 'object' | 'master'> = new Map([
  ...MASTER.map((a) => [a.name, 'master'] as const),
  ...OBJECT.filter((a) => /^\w+$/.test(a.name) && a.name !== 'run').map((a) => [a.name, 'object'] as const),
])

/** In the order of the page. */
export const APPLIES: readonly Apply[] = [...MASTER.map((a) => ({ ...a, on: 'master' as const })), ...OBJECT.map((a) => ({ ...a, on: 'object' as const }))]

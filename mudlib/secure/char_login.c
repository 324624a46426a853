/**
 * GMCP's Char.Login: clients that keep a name and a password send both at
 * once instead of typing them. The login inherits it; what is typed goes on
 * beside it, for clients whose user has saved nothing.
 */
#pragma strict_types

/** What is offered; the package knows other ways, we do not. */
#define WAYS ([ "type": ({ "password-credentials" }) ])

/** Is it the name that is waited for, and nothing else under way? */
protected int awaits_name();

/** Tries a name with its password, and answers by gmcp_login_result(). */
protected void got_credentials(string who, string password);

/**
 * Tells the client how its credentials did.
 *
 * @param {string} why - what was wrong, or 0 when nothing was
 */
protected void gmcp_login_result(string why) {
  // LPC has no `true`: these two are written out.
  send_gmcp(why ? sprintf("Char.Login.Result {\"success\":false,\"message\":%s}", json_encode(why)) : "Char.Login.Result {\"success\":true}");
}

private int names_login(mixed modules) {
  if (!arrayp(modules)) return 0;
  return sizeof(filter(modules, (: stringp($1) && strsrch(lower_case($1), "char.login") == 0 :))) > 0;
}

private void answer(string package, mixed data) {
  if (member_array(package, ({ "core.supports.set", "core.supports.add" })) != -1) {
    if (names_login(data)) send_gmcp("Char.Login.Default " + json_encode(WAYS));
    return;
  }
  if (package != "char.login.credentials" || !mapp(data)) return;
  // Nothing saved: its user will type.
  if (!stringp(data["account"]) || !stringp(data["password"])) return;
  if (!awaits_name()) return gmcp_login_result("One thing after the other.");
  got_credentials(data["account"], data["password"]);
}

/** The driver's apply: the client sent `Package.Name json`. */
void gmcp(string message) {
  string package, json;
  mixed data;

  if (sscanf(message, "%s %s", package, json) != 2 || catch(data = json_decode(json))) return;
  answer(lower_case(package), data);
}

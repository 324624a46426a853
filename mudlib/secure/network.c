/**
 * What LPC may reach outside the driver. Sockets and addresses inside the
 * network are the admins' business; what everybody may ask for by HTTP is
 * a list of hosts that an admin keeps, empty at first.
 *
 * Inherited by the master. Must not wait.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

/** One host a line; `#` begins a comment. */
#define HTTP_HOSTS "/secure/http_hosts"

int is_acting_as(string *roles);
int is_admin_acting();

/** The host of a URL, without user and port; 0 when it is no plain one. */
private string host_of(string url) {
  string scheme, rest, host;

  if (sscanf(url, "%s://%s", scheme, rest) != 2) return 0;
  host = explode(explode(rest + "/", "/")[0] + "?", "?")[0];
  if (strsrch(host, "@") != -1 || strsrch(host, "[") != -1 || strsrch(host, "\\") != -1) return 0;
  return lower_case(explode(host + ":", ":")[0]);
}

private int is_listed(string host) {
  string *lines = explode(read_file(HTTP_HOSTS) || "", "\n");

  return host && host != "" && host[0] != '#' && member_array(host, map(lines, (: lower_case(trim($1)) :))) != -1;
}

/**
 * May LPC ask for this URL? Admins for any; wizards, planners and the
 * library's daemons for those of listed hosts.
 *
 * @param {object} caller - who called http_request()
 * @param {string} url
 * @param {string} method
 */
int valid_http(object caller, string url, string method) {
  if (is_admin_acting()) return 1;
  if (strsrch(base_name(caller), "/std/daemons/") != 0
    && !is_acting_as(({ ROLE_WIZARD, ROLE_PLANNER, ROLE_ADMIN }))) return 0;
  return is_listed(host_of(url));
}

/**
 * May LPC use a socket? The guarded heart may, and admins.
 *
 * @param {object} caller - who called the efun
 * @param {string} operation - the efun's name without `socket_`
 * @param {mixed *} info - fd, owner, address, port
 */
int valid_socket(object caller, string operation, mixed *info) {
  return strsrch(base_name(caller), "/secure/") == 0 || is_admin_acting();
}

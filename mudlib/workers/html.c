/**
 * Reads HTML as far as a scout needs it: title, description, headings, text
 * and links. Inherited; uses nothing but pure efuns. It takes any text: what
 * is no tag is text, what is never closed ends with the page.
 */
#pragma strict_types

/** Elements whose content is not for readers. */
#define SILENT ({ "script", "style", "noscript", "template", "svg", "head" })
/** Elements before and after which the text breaks. */
#define BLOCKS ({ "p", "div", "br", "li", "ul", "ol", "tr", "td", "th", "table", "section", "article", "header", "footer", \
  "nav", "main", "aside", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "option", "figcaption" })
/** Links and headings of one page that are kept. */
#define MAX_KEPT 200
/** The longest name of an entity, with the signs around it. */
#define MAX_ENTITY 12

private nosave mapping entities = ([
  "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": " ", "copy": "(c)", "reg": "(R)", "trade": "(TM)",
  "hellip": "...", "mdash": "--", "ndash": "-", "lsquo": "'", "rsquo": "'", "ldquo": "\"", "rdquo": "\"", "bull": "*",
  "middot": "*", "euro": "EUR", "auml": "\u00e4", "ouml": "\u00f6", "uuml": "\u00fc", "Auml": "\u00c4", "Ouml": "\u00d6",
  "Uuml": "\u00dc", "szlig": "\u00df", "eacute": "\u00e9", "egrave": "\u00e8", "agrave": "\u00e0", "ccedil": "\u00e7",
]);

/** One entity by what stands between & and ;, or 0 when it is none. */
private string entity_of(string name) {
  int code;

  if (name == "") return 0;
  if (name[0] != '#') return entities[name];
  if (strlen(name) > 2 && (name[1] == 'x' || name[1] == 'X')) {
    if (sscanf(name[2..], "%x", code) != 1) return 0;
  } else if (sscanf(name[1..], "%d", code) != 1) {
    return 0;
  }
  if (code < 32 || code > 0x10ffff || code >= 0xd800 && code <= 0xdfff) return " ";
  return sprintf("%c", code);
}

/** A text with its entities as the signs they stand for. */
protected string decode_entities(string text) {
  string *parts = explode("&" + text, "&");
  string out = "";
  int first = 1;

  if (strsrch(text, "&") < 0) return text;
  foreach (string part in parts) {
    int end = strsrch(part[0..MAX_ENTITY], ";");
    string sign = end > 0 ? entity_of(part[0..end - 1]) : 0;

    if (first && part == "") continue;
    if (first) out += part;
    else if (sign) out += sign + part[end + 1..];
    else out += "&" + part;
    first = 0;
  }
  return out;
}

/** Runs of white space as one space, none at the ends. */
protected string squeeze(string text) {
  foreach (string sign in ({ "\r", "\t", "\n" })) text = replace_string(text, sign, " ");
  return implode(filter(explode(text, " "), (: $1 != "" :)), " ");
}

/** The attributes of a tag: name in lower case to value. */
private mapping attributes_of(string text) {
  mapping found = ([ ]);

  while ((text = trim(text)) != "" && sizeof(found) < 32) {
    int equals = strsrch(text, "=");
    int gap = strsrch(text, " ");
    string name, value;

    if (equals < 0 || gap >= 0 && gap < equals && trim(text[gap..equals - 1]) != "") {
      // One without a value.
      name = gap < 0 ? text : text[0..gap - 1];
      text = gap < 0 ? "" : text[gap..];
      found[lower_case(name)] = "";
      continue;
    }
    name = lower_case(trim(text[0..equals - 1]));
    text = trim(text[equals + 1..]);
    if (text != "" && (text[0] == '"' || text[0] == '\'')) {
      int end = strsrch(text[1..], text[0..0]);

      value = end < 0 ? text[1..] : text[1..end];
      text = end < 0 ? "" : text[end + 2..];
    } else {
      int end = strsrch(text, " ");

      value = end < 0 ? text : text[0..end - 1];
      text = end < 0 ? "" : text[end..];
    }
    found[name] = decode_entities(value);
  }
  return found;
}

/** A path without its `.` and `..`. */
private string straight(string path) {
  string *out = ({ });
  string *parts = explode("/" + path + "/", "/");

  foreach (string part in parts) {
    if (part == "" || part == ".") continue;
    if (part == "..") out = out[0..<2];
    else out += ({ part });
  }
  return "/" + implode(out, "/") + (sizeof(out) && path[<1] == '/' ? "/" : "");
}

/**
 * Where a link of a page leads.
 *
 * @param {string} base - the URL of the page
 * @returns {string} an http: or https: URL without its fragment, or 0
 */
protected string resolve_link(string base, string link) {
  string scheme, host, path = "";
  int at;

  link = trim(explode(link + "#", "#")[0]);
  if (link == "") return 0;
  if (strsrch(link, "http://") == 0 || strsrch(link, "https://") == 0) return link;
  if (sscanf(base, "%s://%s/%s", scheme, host, path) < 2 && sscanf(base, "%s://%s", scheme, host) != 2) return 0;
  if (strsrch(link, "//") == 0) return scheme + ":" + link;
  // A colon before any slash is a scheme of its own: mailto:, javascript:, data:.
  at = strsrch(link, ":");
  if (at >= 0 && strsrch(link[0..at], "/") < 0) return 0;
  path = explode(path + "?", "?")[0];
  if (link[0] == '?') return scheme + "://" + host + "/" + path + link;
  if (link[0] != '/') {
    at = strsrch(path, "/", -1);
    link = (at < 0 ? "" : path[0..at]) + link;
  }
  at = strsrch(link, "?");
  return scheme + "://" + host + (at < 0 ? straight(link) : straight(link[0..at - 1]) + link[at..]);
}

/** A page without its comments; one that is never closed goes to the end. */
private string without_comments(string page) {
  string *parts = explode("<!---->" + page, "<!--");
  string out = "";

  foreach (string part in parts) {
    int end = strsrch(part, "-->");

    if (end >= 0) out += part[end + 3..];
  }
  return out;
}

/**
 * Takes a page apart.
 *
 * @param {string} url - where it came from, for its links
 * @returns {mapping} title, description, headings and links (each link
 *   ([ "url", "text" ])), text: paragraphs in lines
 */
protected mapping parse_html(string page, string url) {
  string text = "", title = "", description = "", silent = 0, heading = 0, link = 0, link_text = "";
  string *headings = ({ });
  mapping *links = ({ });
  mapping seen = ([ ]);
  int in_title = 0;

  // Every piece but the first begins with a tag.
  foreach (string piece in explode("<!>" + without_comments(page), "<")) {
    int end = strsrch(piece, ">");
    string tag, name, rest;
    int closing;

    if (piece == "") continue;
    tag = end < 0 ? piece : piece[0..end - 1];
    rest = end < 0 ? "" : piece[end + 1..];
    closing = tag != "" && tag[0] == '/';
    name = lower_case(explode(replace_string(replace_string(trim(closing ? tag[1..] : tag), "\n", " "), "/", " ") + " ", " ")[0]);

    if (name == "title") in_title = !closing;
    if (silent && silent != "head" && !(closing && name == silent)) continue;
    if (member_array(name, SILENT) >= 0) silent = closing ? 0 : name;
    if (name == "body") silent = 0;
    if (name == "meta") {
      mapping a = attributes_of(replace_string(tag[4..], "\n", " "));

      if (a["name"] && lower_case(a["name"]) == "description") description = squeeze(a["content"] || "");
    }
    if (strlen(name) == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
      if (heading && squeeze(heading) != "" && sizeof(headings) < MAX_KEPT) headings += ({ squeeze(heading) });
      heading = closing ? 0 : "";
    }
    if (name == "a") {
      string to = closing ? 0 : attributes_of(replace_string(tag[1..], "\n", " "))["href"];

      if (link && !seen[link] && sizeof(links) < MAX_KEPT) {
        seen[link] = 1;
        links += ({ ([ "url": link, "text": squeeze(link_text) ]) });
      }
      link = to ? resolve_link(url, to) : 0;
      link_text = "";
    }
    if (member_array(name, BLOCKS) >= 0 && text != "" && text[<1] != '\n') text += "\n";
    if (rest == "") continue;
    rest = decode_entities(rest);
    if (in_title) title += rest;
    if (silent || in_title) continue;
    if (heading) heading += rest;
    if (link) link_text += rest;
    text += replace_string(rest, "\n", " ");
  }
  return ([
    "title": squeeze(title), "description": description, "headings": headings, "links": links,
    "text": implode(filter(map(explode(text, "\n"), (: squeeze :)), (: $1 != "" :)), "\n"),
  ]);
}

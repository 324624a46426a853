/**
 * Sending GMCP to the client of this body, and the opaque numbers by which
 * clients know rooms and things.
 */
#pragma strict_types

/** Sends a message; clients without GMCP hear nothing of it. */
protected void gmcp_send(string package, mixed data) {
  if (has_gmcp(this_object())) send_gmcp(package + " " + json_encode(data));
}

/** A number for a path: stable, and tells nothing of it. */
protected string gmcp_number(string path) {
  return hash("sha1", path)[0..11];
}

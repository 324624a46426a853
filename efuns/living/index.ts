/** The living family of efuns. */
import type { Efun } from '../efun.js'
import { this_player, this_user, this_interactive, set_this_player, enable_commands, disable_commands, living, set_living_name, find_living, find_player, livings, named_livings, users, interactive, userp } from './living.js'
import { exec, query_idle, query_ip_number, query_ip_name, query_ip_port, compressedp, client_info, snoop, query_snoop, query_snooping, has_gmcp, send_gmcp, flush_messages, has_msdp, has_msp, has_mxp, has_zmp, query_charmode, telnet_nop, remove_interactive } from './connection.js'
import { query_encoding, set_encoding } from './encoding.js'
import { telnet_ga, request_term_type, start_request_term_type, request_term_size, act_mxp, telnet_msp_oob, send_zmp, send_msdp_variable, send_nullbyte, remove_charmode, remove_get_char } from './telnet.js'
import { enable_wizard, disable_wizard, wizardp } from './wizards.js'

export default [
  this_player, this_user, this_interactive, set_this_player, enable_commands, disable_commands, living,
  set_living_name, find_living, find_player, livings, named_livings, users, interactive, userp, exec,
  query_idle, query_ip_number, query_ip_name, query_ip_port, compressedp, client_info, snoop, query_snoop, query_snooping,
  has_gmcp, send_gmcp, flush_messages, remove_interactive,
  has_msdp, has_msp, has_mxp, has_zmp, query_charmode, telnet_nop,
  telnet_ga, request_term_type, start_request_term_type, request_term_size, act_mxp, telnet_msp_oob, send_zmp,
  send_msdp_variable, send_nullbyte, remove_charmode, remove_get_char, enable_wizard, disable_wizard, wizardp,
  query_encoding, set_encoding,
] as Efun[]

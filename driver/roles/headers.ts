/**
 * The headers that a mudlib may include without having them: `#include <driver/origin.h>`, or
 * `<origin.h>` where the mudlib has none of that name. Names and numbers as FluffOS's mudlibs
 * expect them; a table and no files, so that the worker's bundle has them too.
 */

import { REASONS } from '../vm/promise.js'

/** A header from lines of `NAME value`. */
function header(head: string, lines: string): string {
  return `// ${head}\n#pragma once\n${lines.trim().split('\n').map((l) => `#define ${l.trim()}\n`).join('')}`
}

/** Text by file name, without a folder. */
export const HEADERS: ReadonlyMap<string, string> = new Map([
  ['function.h', header('What functionp() returns: a kind, and flags beside it.', `
    FP_LOCAL 2
    FP_EFUN 3
    FP_SIMUL 4
    FP_FUNCTIONAL 5
    FP_G_VAR 6
    FP_L_VAR 7
    FP_ANONYMOUS 8
    FP_MASK 0x0f
    FP_HAS_ARGUMENTS 0x10
    FP_OWNER_DESTED 0x20
    FP_NOT_BINDABLE 0x40
  `)],
  ['origin.h', header('What origin() returns.', `
    ORIGIN_BACKEND "driver"
    ORIGIN_DRIVER "driver"
    ORIGIN_LOCAL "local"
    ORIGIN_CALL_OTHER "call_other"
    ORIGIN_SIMUL_EFUN "simul"
    ORIGIN_INTERNAL "internal"
    ORIGIN_EFUN "efun"
    ORIGIN_FUNCTION_POINTER "function_pointer"
    ORIGIN_FUNCTIONAL "functional"
  `)],
  ['type.h', header('What typeof() returns.', `
    T_INT "int"
    T_STRING "string"
    T_ARRAY "array"
    T_OBJECT "object"
    T_MAPPING "mapping"
    T_FUNCTION "function"
    T_FLOAT "float"
    T_BUFFER "buffer"
    T_CLASS "class"
    T_PROMISE "promise"
  `)],
  ['promise.h', header('What promise_status() returns, and the reasons that the driver rejects with.', `
    PROMISE_PENDING 0
    PROMISE_FULFILLED 1
    PROMISE_REJECTED 2
    PROMISE_CANCELLED 3
    PROMISE_REASON_CANCELLED "${REASONS.cancelled}"
    PROMISE_REASON_DESTRUCTED "${REASONS.destructed}"
    PROMISE_REASON_SELF_RESOLVED "${REASONS.self}"
    PROMISE_REASON_ANY_EMPTY "${REASONS.anyEmpty}"
    PROMISE_REASON_REMOVED "${REASONS.removed}"
    PROMISE_REASON_NO_REASON "${REASONS.none}"
  `)],
  ['localtime.h', header('Places in the array of localtime().', `
    LT_SEC 0
    LT_MIN 1
    LT_HOUR 2
    LT_MDAY 3
    LT_MON 4
    LT_YEAR 5
    LT_WDAY 6
    LT_YDAY 7
    LT_GMTOFF 8
    LT_ZONE 9
    LT_ISDST 10
  `)],
  ['pcre_flags.h', header('Flags of the pcre_* efuns.', `
    PCRE_DEFAULT 0
    PCRE_I (1 << 16)
    PCRE_M (1 << 17)
    PCRE_S (1 << 18)
    PCRE_U (1 << 19)
    PCRE_X (1 << 20)
    PCRE_A (1 << 21)
  `)],
  ['parser_error.h', header('The errors that master->parser_error_message() is told of.', `
    ERR_IS_NOT 1
    ERR_NOT_LIVING 2
    ERR_NOT_ACCESSIBLE 3
    ERR_AMBIG 4
    ERR_ORDINAL 5
    ERR_ALLOCATED 6
    ERR_THERE_IS_NO 7
    ERR_BAD_MULTIPLE 8
    ERR_MANY_PATHS 9
  `)],
  ['socket.h', header('Modes and options of sockets.', `
    MUD 0
    STREAM 1
    DATAGRAM 2
    STREAM_BINARY 3
    DATAGRAM_BINARY 4
    STREAM_TLS 5
    STREAM_TLS_BINARY 6
    SO_TLS_VERIFY_PEER 1
    SO_TLS_SNI_HOSTNAME 2
    SO_TLS_CERT 3
    SO_TLS_KEY 4
  `)],
  ['socket_err.h', header('What the socket efuns return when they fail.', `
    EESUCCESS 1
    EESOCKET -1
    EESETSOCKOPT -2
    EENONBLOCK -3
    EENOSOCKS -4
    EEFDRANGE -5
    EEBADF -6
    EESECURITY -7
    EEISBOUND -8
    EEADDRINUSE -9
    EEBIND -10
    EEGETSOCKNAME -11
    EEMODENOTSUPP -12
    EENOADDR -13
    EEISCONN -14
    EELISTEN -15
    EENOTLISTN -16
    EEWOULDBLOCK -17
    EEINTR -18
    EEACCEPT -19
    EEISLISTEN -20
    EEBADADDR -21
    EEALREADY -22
    EECONNREFUSED -23
    EECONNECT -24
    EENOTCONN -25
    EETYPENOTSUPP -26
    EESENDTO -27
    EESEND -28
    EECALLBACK -29
    EESOCKRLSD -30
    EESOCKNOTRLSD -31
    EEBADDATA -32
    ERROR_STRINGS 33
  `)],
  ['runtime_config.h', header('What get_config() takes: strings count from 0, ints from 256.', `
    __MUD_NAME__ 0
    __MUD_LIB_DIR__ 2
    __BIN_DIR__ 3
    __LOG_DIR__ 4
    __INCLUDE_DIRS__ 5
    __MASTER_FILE__ 7
    __SIMUL_EFUN_FILE__ 8
    __SWAP_FILE__ 9
    __DEBUG_LOG_FILE__ 10
    __DEFAULT_ERROR_MESSAGE__ 11
    __DEFAULT_FAIL_MESSAGE__ 12
    __GLOBAL_INCLUDE_FILE__ 13
    __MUD_IP__ 14
    __RC_WEBSOCKET_HTTP_DIR__ 15
    __FFI_ALLOWED_LIBRARIES__ 16
    __OS_ENV_READABLE__ 17
    __OS_ENV_WRITABLE__ 18
    __MUD_PORT__ 256
    __TIME_TO_CLEAN_UP__ 258
    __TIME_TO_RESET__ 259
    __TIME_TO_SWAP__ 260
    __COMPILER_STACK_SIZE__ 261
    __EVALUATOR_STACK_SIZE__ 262
    __INHERIT_CHAIN_SIZE__ 263
    __MAX_EVAL_COST__ 264
    __MAX_CALL_DEPTH__ 266
    __MAX_ARRAY_SIZE__ 267
    __MAX_BUFFER_SIZE__ 268
    __MAX_MAPPING_SIZE__ 269
    __MAX_STRING_LENGTH__ 270
    __MAX_BITFIELD_BITS__ 271
    __MAX_BYTE_TRANSFER__ 272
    __MAX_READ_FILE_SIZE__ 273
    __SHARED_STRING_HASH_TABLE_SIZE__ 275
    __OBJECT_HASH_TABLE_SIZE__ 276
    __LIVING_HASH_TABLE_SIZE__ 277
    __RC_GAMETICK_MSEC__ 280
    __RC_HEARTBEAT_INTERVAL_MSEC__ 281
    __RC_SANE_EXPLODE_STRING__ 282
    __RC_REVERSIBLE_EXPLODE_STRING__ 283
    __RC_SANE_SORTING__ 284
    __RC_CALL_OTHER_TYPE_CHECK__ 287
    __RC_CALL_OTHER_WARN__ 288
    __RC_MUDLIB_ERROR_HANDLER__ 289
    __RC_NO_RESETS__ 290
    __RC_LAZY_RESETS__ 291
    __RC_RANDOMIZED_RESETS__ 292
    __RC_NO_ANSI__ 293
    __RC_STRIP_BEFORE_PROCESS_INPUT__ 294
    __RC_THIS_PLAYER_IN_CALL_OUT__ 295
    __RC_TRACE__ 296
    __RC_TRACE_CODE__ 297
    __RC_INTERACTIVE_CATCH_TELL__ 298
    __RC_RECEIVE_SNOOP__ 299
    __RC_SNOOP_SHADOWED__ 300
    __RC_REVERSE_DEFER__ 301
    __RC_HAS_CONSOLE__ 302
    __RC_NONINTERACTIVE_STDERR_WRITE__ 303
    __RC_TRAP_CRASHES__ 304
    __RC_OLD_TYPE_BEHAVIOR__ 305
    __RC_OLD_RANGE_BEHAVIOR__ 306
    __RC_WARN_OLD_RANGE_BEHAVIOR__ 307
    __RC_SUPPRESS_ARGUMENT_WARNINGS__ 308
    __RC_ENABLE_COMMANDS_CALL_INIT__ 309
    __RC_SPRINTF_ADD_JUSTFIED_IGNORE_ANSI_COLORS__ 310
    __RC_APPLY_CACHE_BITS__ 311
    __RC_CALL_OUT_ZERO_NEST_LEVEL__ 312
    __RC_TRACE_CONTEXT__ 313
    __RC_TRACE_INSTR__ 314
    __RC_ENABLE_MXP__ 315
    __RC_ENABLE_GMCP__ 316
    __RC_ENABLE_ZMP__ 317
    __RC_ENABLE_MSSP__ 318
    __RC_ENABLE_MSP__ 319
    __RC_ENABLE_MSDP__ 320
    __RC_DISPLAY_PRELOAD_PROGRESS__ 321
  `)],
])

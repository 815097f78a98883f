/* The binary contract between trimtab and its plugins: plain C, append-only within one major version.
 *
 * A plugin is a shared object that exports exactly one symbol, trimtab_plugin_entry. Everything else goes through the
 * one door `call`: a method name, a UTF-8 JSON request, a reply handed to a callback of the host. No memory changes
 * owner, no C++ type, no exception and no errno cross the door. One instance is called from one thread at a time;
 * different plugins run in parallel. C++ authors use <trimtab/plugin.hpp> on top of this header.
 */
#ifndef TRIMTAB_ABI_H
#define TRIMTAB_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRIMTAB_ABI_MAJOR 1u
#define TRIMTAB_ABI_MINOR 0u

/* Bytes that belong to the caller and live as long as the call; not terminated by NUL. */
typedef struct trimtab_bytes {
  const char* data;
  size_t size;
} trimtab_bytes;

/* Results of `call`. */
enum {
  TRIMTAB_DONE = 0,          /* reply holds the answer */
  TRIMTAB_FAILED = 1,        /* reply holds {"v":1,"diagnostics":[…]} */
  TRIMTAB_UNKNOWN_METHOD = 2 /* nothing was replied */
};

/* Levels of `log`. Notes are for developers (-v, standard error), at most 4 KB each, never events. */
enum { TRIMTAB_LOG_DEBUG = 0, TRIMTAB_LOG_INFO = 1, TRIMTAB_LOG_WARNING = 2 };

/* What the engine lends to a plugin. Valid until `close` returned. */
typedef struct trimtab_host {
  uint32_t size;      /* sizeof(trimtab_host) of the engine: members past it do not exist */
  uint32_t abi_major; /* must equal the plugin's */
  uint32_t abi_minor; /* the engine's; larger means more members, never other meanings */
  uint32_t reserved;
  void* ctx; /* first argument of every host function */
  void (*log)(void* ctx, int level, trimtab_bytes text);
  /* 1 when the engine wants the running call to end soon. Cheap; may be asked often. */
  int (*cancelled)(void* ctx);
  /* A later addition by name, or NULL when this engine has none of at least that version. */
  const void* (*extension)(void* ctx, const char* name, uint32_t minimum);
} trimtab_host;

/* The host's side of one call: takes the reply once. The bytes are copied before it returns. */
typedef struct trimtab_reply {
  void* ctx;
  void (*write)(void* ctx, trimtab_bytes json);
} trimtab_reply;

/* What a plugin fills in. `size` and the ABI members are set by the plugin. */
typedef struct trimtab_plugin {
  uint32_t size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;
  void* self; /* first argument of the plugin's functions */
  int (*call)(void* self, trimtab_bytes method, trimtab_bytes request, const trimtab_reply* reply);
  void (*close)(void* self);
} trimtab_plugin;

/* 0 when `out` is filled in; anything else means this plugin cannot run here (log says why). */
typedef int (*trimtab_plugin_entry_fn)(const trimtab_host* host, trimtab_plugin* out);

#define TRIMTAB_ENTRY_SYMBOL "trimtab_plugin_entry"

#ifdef __cplusplus
}
#endif
#endif

#pragma once

#include <memory>

#include "core/plugin/channel.h"
#include "core/support/cancel.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// What a loaded plugin may use of us. All of it outlives the plugin.
struct Lent {
  NoteSink notes;                  ///< may be empty
  const Cancel* cancel = nullptr;  ///< may be null
};

/// Loads a plugin into this process and opens its one instance. The code is never unloaded again. Each way to fail has
/// its own code and says what was expected, what was found and what to do:
///   E0201 no such file · E0202 not a readable regular file · E0203 someone else could change it
///   E0204 no ELF file · E0205 for another machine · E0206 truncated · E0227 ELF, but no shared object
///   E0207 a symbol is not defined anywhere · E0208 a library it needs is missing · E0209 the linker says otherwise
///   E0220 no entry symbol · E0221 the entry refused · E0222 the entry threw
///   E0223 made for a newer ABI · E0224 made for an older ABI · E0225 a structure of impossible size · E0226 no
///   functions
[[nodiscard]] Result<std::unique_ptr<Channel>> load_plugin(const Disk& disk, const Path& path, Lent lent);

/// The ABI this engine speaks, "1.0".
[[nodiscard]] std::string plugin_abi();

}  // namespace trimtab

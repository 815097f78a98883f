#pragma once

#include <filesystem>

#include "core/support/error.h"

namespace trimtab {

/// Looks at a file's ELF header before the dynamic linker does, because its messages name no machine and it maps
/// truncated files that die later of SIGBUS. E0204 no ELF, E0205 another machine, E0206 truncated, E0227 not a shared
/// object.
[[nodiscard]] Status check_elf(const std::filesystem::path& file);

}  // namespace trimtab

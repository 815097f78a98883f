#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// One text that a user gave: a file, standard input or a `--set`. Its bytes are known to be clean UTF-8.
struct Source {
  std::string name;                  ///< as the user wrote it, for messages
  Path directory;                    ///< relative paths in the text start here
  std::string text;                  ///< without a byte order mark
  std::vector<std::uint32_t> lines;  ///< offset of the first byte of each line
};

inline constexpr std::size_t max_source_bytes = 16u << 20;

/// Checks size, encoding and control characters before any parser sees the bytes.
[[nodiscard]] Result<Source> make_source(std::string name, Path directory, std::string bytes);

/// The place of `length` bytes at `offset`, cut at the end of the line.
[[nodiscard]] Position position_in(const Source& source, std::size_t offset, std::size_t length = 1);

/// Number of code points in valid UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);

}  // namespace trimtab

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/clock.h"

namespace trimtab {

/// The nearest of `candidates` within a third of the word's length (at least 1) in edit distance, or nothing.
[[nodiscard]] std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
/// Makes any bytes safe for a terminal: C0, C1, ESC, bidi and zero-width characters and invalid UTF-8 become \u{..};
/// newlines and tabs too unless `keep_newlines`.
[[nodiscard]] std::string printable(std::string_view text, bool keep_newlines = false);
/// Terminal columns of valid UTF-8 text (code points; wide characters count 2).
[[nodiscard]] std::size_t columns(std::string_view text);
/// "90s", "10m", "2h", "14d", "250ms". Nothing when it is not one.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);
/// "512Mi", "10Gi", "4096". Bytes. Nothing when it is not one.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);
/// "0.4 s", "41 s", "2m10s", "2h41m".
[[nodiscard]] std::string duration_text(Duration duration);
[[nodiscard]] std::string size_text(std::uint64_t bytes);
/// "2026-11-21 09:14:07" in local time.
[[nodiscard]] std::string time_text(WallTime time);
/// A DNS label of at most 30 characters: [a-z][a-z0-9-]{0,29}, not ending in '-'.
[[nodiscard]] bool is_name(std::string_view text);
/// No character but 0 to 9: true of an empty text too.
[[nodiscard]] bool digits_only(std::string_view text);
[[nodiscard]] std::vector<std::string> split(std::string_view text, char separator);
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
/// A word in single quotes when a POSIX shell would need them.
[[nodiscard]] std::string shell_quoted(std::string_view word);

}  // namespace trimtab

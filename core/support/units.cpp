#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "core/support/text.h"

namespace trimtab {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr Unit duration_units[] = {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
constexpr Unit size_units[] = {
    {"", 1},      {"Ki", 1ULL << 10}, {"Mi", 1ULL << 20},   {"Gi", 1ULL << 30},      {"Ti", 1ULL << 40},
    {"k", 1'000}, {"M", 1'000'000},   {"G", 1'000'000'000}, {"T", 1'000'000'000'000}};

/// Digits and one of the units, nothing else; nothing when it is larger than `limit`.
std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units, std::uint64_t limit) {
  std::uint64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, count);
  if (problem != std::errc{}) return std::nullopt;
  const std::string_view name(stop, static_cast<std::size_t>(end - stop));
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    if (count > limit / unit.factor) return std::nullopt;
    return count * unit.factor;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  constexpr auto limit = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 1'000'000);
  const auto count = parse_quantity(text, duration_units, limit);  // so that it also fits a clock's nanoseconds
  if (!count) return std::nullopt;
  return Duration(static_cast<Duration::rep>(*count));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  return parse_quantity(text, size_units, std::numeric_limits<std::uint64_t>::max());
}

std::string duration_text(Duration duration) {
  if (duration < Duration::zero()) return "-" + duration_text(-duration);
  const auto total = duration.count();
  const auto seconds = total / 1'000;
  if (seconds < 10) return fmt::format("{}.{} s", seconds, total % 1'000 / 100);
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3'600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
  if (seconds < 86'400) return fmt::format("{}h{:02}m", seconds / 3'600, seconds / 60 % 60);
  return fmt::format("{}d{:02}h", seconds / 86'400, seconds / 3'600 % 24);
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::string_view names[] = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
  if (bytes < 1'024) return std::to_string(bytes);
  std::size_t step = 0;
  std::uint64_t unit = 1'024;
  while (step + 1 < std::size(names) && bytes / unit >= 1'024) {
    unit *= 1'024;
    ++step;
  }
  const std::uint64_t whole = bytes / unit;
  const std::uint64_t tenth = bytes % unit * 10 / unit;
  if (tenth == 0 || whole >= 100) return fmt::format("{}{}", whole, names[step]);
  return fmt::format("{}.{}{}", whole, tenth, names[step]);
}

}  // namespace trimtab

#include "core/target/local/probe/timestamp.h"

#include <charconv>
#include <cmath>
#include <string_view>

namespace trimtab {
namespace {

/// Takes exactly `digits` digits.
std::optional<int> take_number(std::string_view& text, std::size_t digits) {
  int number = 0;
  if (text.size() < digits) return std::nullopt;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + digits, number);
  if (problem != std::errc{} || end != text.data() + digits || text[0] == '-') return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take_one_of(std::string_view& text, std::string_view letters) {
  if (text.empty() || !letters.contains(text[0])) return false;
  text.remove_prefix(1);
  return true;
}

/// Milliseconds of ".846836"; 0 when there is no fraction.
int take_fraction(std::string_view& text) {
  if (!take_one_of(text, ".,")) return 0;
  int milliseconds = 0;
  int weight = 100;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    milliseconds += (text[0] - '0') * weight;
    weight /= 10;
    text.remove_prefix(1);
  }
  return milliseconds;
}

/// The zone's distance from UTC, and nothing may follow it.
std::optional<std::chrono::minutes> take_zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return std::chrono::minutes(0);
  const int sign = text[0] == '-' ? -1 : 1;
  if (!take_one_of(text, "+-")) return std::nullopt;
  const auto hours = take_number(text, 2);
  take_one_of(text, ":");
  const auto minutes = take_number(text, 2);
  if (!hours || !minutes || !text.empty()) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

std::optional<WallTime> from_text(std::string_view text) {
  const auto year = take_number(text, 4);
  take_one_of(text, "-");
  const auto month = take_number(text, 2);
  take_one_of(text, "-");
  const auto day = take_number(text, 2);
  if (!year || !month || !day || !take_one_of(text, "Tt ")) return std::nullopt;
  const auto hour = take_number(text, 2);
  take_one_of(text, ":");
  const auto minute = take_number(text, 2);
  take_one_of(text, ":");
  const auto second = take_number(text, 2);
  if (!hour || !minute || !second) return std::nullopt;
  const int fraction = take_fraction(text);
  const auto zone = take_zone(text);
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!zone || !date.ok()) return std::nullopt;
  return WallTime(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(*hour) +
                  std::chrono::minutes(*minute) + std::chrono::seconds(*second) + Duration(fraction) - *zone);
}

}  // namespace

std::optional<WallTime> timestamp_from(const Value& value) {
  if (value.is_string()) return from_text(value.get_ref<const std::string&>());
  if (!value.is_number()) return std::nullopt;
  const double seconds = value.get<double>();
  if (!std::isfinite(seconds) || seconds < 0 || seconds > 1e11) return std::nullopt;
  return WallTime(Duration(static_cast<std::int64_t>(seconds * 1000)));
}

}  // namespace trimtab

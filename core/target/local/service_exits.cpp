#include "core/target/local/service_exits.h"

#include <array>
#include <sstream>
#include <vector>

#include "core/target/local/service_files.h"

namespace trimtab {
namespace {

std::string times(int count) {
  constexpr std::array<std::string_view, 11> words{"never",       "once",       "twice",     "three times",
                                                   "four times",  "five times", "six times", "seven times",
                                                   "eight times", "nine times", "ten times"};
  const auto index = static_cast<std::size_t>(count);
  return index < words.size() ? std::string(words[index]) : std::to_string(count) + " times";
}

}  // namespace

ServiceExits parse_exits(std::string_view text) {
  struct Line {
    std::int64_t at = 0;
    int code = 0;
    int signal = 0;
  };
  std::istringstream stream{std::string(text)};
  std::vector<Line> lines;
  for (Line line; stream >> line.at >> line.code >> line.signal;) lines.push_back(line);
  ServiceExits exits;
  if (lines.empty()) return exits;
  exits.last = lines.back().at;
  exits.code = lines.back().code;
  exits.signal = lines.back().signal;
  for (const Line& line : lines) {
    if (exits.last - line.at > exit_window_seconds) continue;
    if (exits.recent++ == 0) exits.first = line.at;
  }
  return exits;
}

std::string to_text(const ServiceExits& exits) {
  std::string text = exits.code == 256 ? "was killed by signal " + std::to_string(exits.signal)
                                       : "exited " + std::to_string(exits.code);
  if (exits.recent > 1) text += ", " + times(exits.recent) + " in " + std::to_string(exits.last - exits.first) + " s";
  return text;
}

}  // namespace trimtab

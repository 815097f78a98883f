#include "core/target/kubernetes/driver/new_lines.h"

#include <algorithm>
#include <iterator>

#include "core/support/text.h"

namespace trimtab {

std::vector<std::string> NewLines::take(std::string_view text, std::size_t limit) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (text.empty()) return {};
  std::vector<std::string> lines = split(text, '\n');
  const bool all = lines.size() < limit;
  // No two lines of a log have one time and one text; were there two, what follows the later one is new.
  const auto known = std::ranges::find(lines.rbegin(), lines.rend(), last_).base();
  const bool goes_on = last_.empty() || known != lines.begin() || all;
  last_ = lines.back();
  lines.erase(lines.begin(), known);
  for (std::string& line : lines) line.erase(0, line.find(' ') + 1);
  if (!goes_on) lines.insert(lines.begin(), "...");
  return lines;
}

std::string NewLines::since() const { return last_.substr(0, last_.find(' ')); }

}  // namespace trimtab

#include "core/target/local/log_tail.h"

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::uint64_t log_limit = std::uint64_t{300} << 20;

}  // namespace

std::vector<std::string> log_tail(const Disk& disk, const Path& log, std::size_t lines, std::size_t skip) {
  std::vector<std::string> tail;
  const auto text = disk.read(log, log_limit);
  if (!text) return tail;
  std::string_view rest = *text;
  while (!rest.empty() && tail.size() < lines) {
    const auto at = rest.rfind('\n');
    std::string_view line = at == std::string_view::npos ? rest : rest.substr(at + 1);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(0, at);
    line.remove_prefix(std::min(skip, line.size()));
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) tail.push_back(printable(line));
  }
  std::ranges::reverse(tail);
  return tail;
}

}  // namespace trimtab

#include "core/yaml/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace trimtab {
namespace {

// A machine-made spec can be wrong a hundred thousand times in the same way; nobody reads past this many.
constexpr std::size_t max_findings = 500;

void replace_code_points(std::string& text, std::size_t first, std::size_t count) {
  std::string masked;
  std::size_t index = 0;
  for (std::size_t at = 0; at < text.size(); ++index) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    if (index >= first && index < first + count) {
      masked += '*';
    } else {
      masked.append(text, at, end - at);
    }
    at = end;
  }
  text = std::move(masked);
}

}  // namespace

void Findings::add(Diagnostic diagnostic) {
  if (std::ranges::find(found_, diagnostic) != found_.end()) return;
  if (found_.size() >= max_findings) {
    ++dropped_;
    return;
  }
  found_.push_back(std::move(diagnostic));
}

void Findings::add(Error error) {
  for (Diagnostic& diagnostic : error.diagnostics) add(std::move(diagnostic));
}

void Findings::take(Findings other) {
  for (Diagnostic& diagnostic : other.found_) add(std::move(diagnostic));
  hidden_.insert(hidden_.end(), other.hidden_.begin(), other.hidden_.end());
  dropped_ += other.dropped_;
}

void Findings::mask() {
  for (Diagnostic& diagnostic : found_) {
    if (!diagnostic.at) continue;
    for (const Position& secret : hidden_) {
      if (secret.file == diagnostic.at->file && secret.line == diagnostic.at->line && secret.column > 0)
        replace_code_points(diagnostic.at->text, secret.column - 1, secret.length);
    }
  }
}

Error Findings::error(std::span<const std::string> files) && {
  mask();
  const auto place = [&](const Diagnostic& diagnostic) {
    if (!diagnostic.at) return std::tuple(files.size() + 1, 0u, 0u);
    const auto file = std::ranges::find(files, diagnostic.at->file);
    return std::tuple(static_cast<std::size_t>(file - files.begin()), diagnostic.at->line, diagnostic.at->column);
  };
  std::ranges::stable_sort(found_, {}, place);
  if (dropped_ > 0) {
    Diagnostic rest;
    rest.severity = Severity::note;
    rest.what = fmt::format("{} more messages are not shown", dropped_);
    found_.push_back(std::move(rest));
  }
  return Error{Errc::invalid, std::move(found_), {}};
}

}  // namespace trimtab

#include "core/yaml/source.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/utf8.h"
#include "core/yaml/codes.h"

namespace trimtab {
namespace {

// A list in flow style is read ahead to its end by the YAML scanner, at some 250 bytes of memory an entry; this bounds
// it before the first event. It equals the budget of nodes, and block style has no such marks.
constexpr std::size_t max_flow_marks = 1'000'000;
// Longer lines are shown only as far as their beginning: a message must not carry megabytes.
constexpr std::size_t max_shown_line = 2000;

bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

const char* other_encoding(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32";
  if (bytes.starts_with("\xFF\xFE"sv) || bytes.starts_with("\xFE\xFF"sv)) return "UTF-16";
  // Without a mark: ASCII in UTF-16 has a NUL in every second byte.
  if (bytes.size() >= 4 && (bytes[0] == 0) != (bytes[1] == 0) && (bytes[2] == 0) != (bytes[3] == 0)) return "UTF-16";
  return nullptr;
}

/// The place of a byte that may not stand there. The bytes around it may be broken too, so they are shown as '?'.
Position position_of_byte(const Source& source, std::size_t offset) {
  Source shown{source.name, {}, source.text, source.lines};
  for (std::size_t at = source.lines.back(); at < shown.text.size() && shown.text[at] != '\n';) {
    const Decoded decoded = decode_first(std::string_view(shown.text).substr(at));
    if (!decoded.valid || (decoded.value < 0x20 && decoded.value != '\t')) shown.text[at] = '?';
    at += decoded.size;
  }
  return position_in(shown, offset);
}

std::unexpected<Error> bad_byte(const Source& source, std::size_t offset, const char* id, std::string what) {
  Diagnostic diagnostic;
  diagnostic.code = id;
  diagnostic.what = std::move(what);
  diagnostic.at = position_of_byte(source, offset);
  diagnostic.why.push_back(fmt::format("at byte {} of {}", offset, source.name));
  return fail(Errc::invalid, std::move(diagnostic));
}

bool is_control(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

Status scan(Source& source) {
  const std::string_view text = source.text;
  std::size_t flow_marks = 0;
  source.lines.push_back(0);
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '\n') source.lines.push_back(static_cast<std::uint32_t>(at + 1));
    if ((c == ',' || c == '[' || c == '{') && ++flow_marks > max_flow_marks)
      return bad_byte(source, at, code::too_large, fmt::format("more than {} of the marks , [ {{", max_flow_marks));
    if (c >= 0x20 && c < 0x7F) {
      ++at;
      continue;
    }
    const Decoded decoded = decode_first(text.substr(at));
    const auto value = static_cast<unsigned>(decoded.value);
    if (!decoded.valid) return bad_byte(source, at, code::encoding, fmt::format("byte 0x{:02X} is not UTF-8", value));
    if (is_control(decoded.value))
      return bad_byte(source, at, code::control, fmt::format("control character U+{:04X} in the text", value));
    at += decoded.size;
  }
  return {};
}

}  // namespace

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(static_cast<unsigned char>(c)); }));
}

Result<Source> make_source(std::string name, Path directory, std::string bytes) {
  if (bytes.size() > max_source_bytes) {
    return fail(Errc::invalid, code::too_large,
                fmt::format("{} has {} bytes, a spec may have {}", name, bytes.size(), max_source_bytes));
  }
  if (const char* encoding = other_encoding(bytes)) {
    return fail(Errc::invalid, code::encoding, fmt::format("{} is {}, a spec is UTF-8", name, encoding),
                fmt::format("iconv -f {} -t UTF-8 {}", encoding, name));
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  Source source{std::move(name), std::move(directory), std::move(bytes), {}};
  TRIMTAB_CHECK(scan(source));
  source.lines.shrink_to_fit();
  return source;
}

Position position_in(const Source& source, std::size_t offset, std::size_t length) {
  offset = std::min(offset, source.text.size());
  const auto next = std::ranges::upper_bound(source.lines, offset);
  const std::size_t line = next == source.lines.begin() ? 0 : static_cast<std::size_t>(next - source.lines.begin() - 1);
  const std::size_t start = source.lines.empty() ? 0 : source.lines[line];
  std::size_t end = std::min(source.text.find('\n', start), source.text.size());
  if (end > start && source.text[end - 1] == '\r') --end;
  const std::string_view text = std::string_view(source.text).substr(start, end - start);
  const std::size_t inside = std::min(offset - start, text.size());

  Position position;
  position.file = source.name;
  position.line = static_cast<std::uint32_t>(line + 1);
  position.column = static_cast<std::uint32_t>(code_points(text.substr(0, inside)) + 1);
  position.length = static_cast<std::uint32_t>(std::max<std::size_t>(code_points(text.substr(inside, length)), 1));
  if (text.size() <= max_shown_line) {
    position.text = text;
  } else if (inside < max_shown_line / 2) {
    std::size_t cut = max_shown_line;
    while (is_continuation(static_cast<unsigned char>(text[cut]))) --cut;
    position.text = text.substr(0, cut);
  }
  return position;
}

}  // namespace trimtab

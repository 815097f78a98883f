#include "core/http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/support/text.h"

namespace trimtab {
namespace {

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  return fail(Errc::invalid, "E0791", fmt::format("the address \"{}\" {}", printable(text), why));
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool is_v6_character(char c) {
  return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

/// Takes the host off the front: "[::1]" or everything up to the port.
std::string take_host(std::string_view& authority) {
  const bool v6 = authority.starts_with('[');
  const std::size_t end = v6 ? authority.find(']') : authority.find(':');
  const std::string_view host = authority.substr(v6 ? 1 : 0, v6 ? end - 1 : end);
  const bool readable = std::all_of(host.begin(), host.end(), v6 ? is_v6_character : is_host_character);
  if (host.empty() || !readable || (v6 && end == std::string_view::npos)) return {};
  authority.remove_prefix(std::min(authority.size(), v6 ? end + 1 : end));
  return std::string(host);
}

/// ":8080", or nothing at all for the port of the scheme.
bool read_port(std::string_view text, std::uint16_t& port) {
  if (text.empty()) return true;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data() + 1, end, port);
  return text.front() == ':' && problem == std::errc{} && stop == end && port != 0;
}

}  // namespace

Result<HttpUrl> parse_http_url(std::string_view text, HttpSchemes schemes) {
  const bool tls = schemes == HttpSchemes::any && text.starts_with("https://");
  const std::string_view scheme = tls ? "https://" : "http://";
  if (!text.starts_with(scheme)) {
    return refuse(
        text, schemes == HttpSchemes::any ? "begins with neither https:// nor http://" : "does not begin with http://");
  }
  if (std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c > '~'; })) {
    return refuse(text, "holds a character that must be percent-encoded");
  }
  if (text.contains('#')) return refuse(text, "has a fragment, which no server gets to see");
  std::string_view authority = text.substr(scheme.size());
  HttpUrl url;
  url.tls = tls;
  url.port = tls ? 443 : 80;
  if (const std::size_t path = authority.find_first_of("/?"); path != std::string_view::npos) {
    url.target = authority.substr(path);
    if (url.target.front() == '?') url.target.insert(0, "/");
    authority = authority.substr(0, path);
  }
  if (authority.contains('@')) return refuse(text, "names a user; credentials belong in a header");
  url.host = take_host(authority);
  if (url.host.empty()) return refuse(text, "names no host");
  if (!read_port(authority, url.port)) return refuse(text, "has a port that is not a number from 1 to 65535");
  return url;
}

}  // namespace trimtab

#include "core/http/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "core/support/text.h"

namespace trimtab {
namespace {

bool is_token(std::string_view text) {
  constexpr std::string_view others = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || others.contains(c);
  });
}

/// What would end a header line and start another, or end the text early.
bool breaks_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// The library keeps no order among the values of a name, so they get one here.
std::map<std::string, std::string> joined(const httplib::Headers& headers) {
  std::map<std::string, std::set<std::string>> values;
  for (const auto& [name, value] : headers) values[lower(name)].insert(value);
  std::map<std::string, std::string> result;
  for (const auto& [name, all] : values) result[name] = join(std::vector(all.begin(), all.end()), ", ");
  return result;
}

/// Why the body that these headers announce is not taken; nothing when it is.
std::optional<std::string> objection(const httplib::Response& response, std::size_t body_limit) {
  if (response.status == 304) return std::nullopt;
  const std::string encoding = lower(response.get_header_value("Content-Encoding"));
  if (!encoding.empty() && encoding != "identity") return "the body has an encoding that was not asked for";
  if (response.has_header("Transfer-Encoding")) {
    if (lower(response.get_header_value("Transfer-Encoding")) == "chunked") return std::nullopt;
    return "the body has a transfer encoding that was not asked for";
  }
  // A body that lasts until the connection closes looks the same whether it is whole or cut.
  if (!response.has_header("Content-Length")) return "the body has no length";
  const std::string text = response.get_header_value("Content-Length");
  std::uint64_t length = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool number = !text.empty() && end == text.data() + text.size();
  if (!number || problem == std::errc::invalid_argument) return "the body's length is not a number";
  if (problem != std::errc{} || length > body_limit) return "the body is larger than " + size_text(body_limit);
  return std::nullopt;
}

std::string reason(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
      return "cannot connect";
    case httplib::Error::ConnectionTimeout:
      return "cannot connect in time";
    case httplib::Error::Write:
      return "the request could not be sent";
    case httplib::Error::Read:
      return "the answer is not complete or not HTTP";
    default:
      return httplib::to_string(error);
  }
}

}  // namespace

Status check_request(const HttpRequest& request) {
  if (!is_token(request.method)) {
    return fail(Errc::invalid, "E0791", fmt::format("\"{}\" is not an HTTP method", printable(request.method)));
  }
  for (const auto& [name, value] : request.headers) {
    if (is_token(name) && !breaks_line(value)) continue;
    return fail(Errc::invalid, "E0791", fmt::format("the HTTP header \"{}\" cannot be sent", printable(name)));
  }
  return {};
}

Exchange::Exchange(const HttpRequest& request, std::string target, httplib::ClientImpl& client)
    : request_(request),
      client_(client),
      deadline_(request.timeout),
      stopped_(request.stop, [this] { deadline_.end(); }) {
  limit_time();
  fill(std::move(target));
}

Exchange::~Exchange() { client_.set_socket_options(nullptr); }

void Exchange::limit_time() {
  client_.set_connection_timeout(request_.timeout);
  client_.set_read_timeout(std::min(request_.timeout, request_.silence));
  client_.set_write_timeout(request_.timeout);
  client_.set_max_timeout(request_.timeout);
  client_.set_socket_options([this](socket_t socket) { deadline_.watch(socket); });
  if (client_.is_socket_open()) deadline_.watch(client_.socket());
}

void Exchange::fill(std::string target) {
  sent_.method = request_.method;
  sent_.path = std::move(target);
  sent_.body = request_.body;
  for (const auto& [name, value] : request_.headers) sent_.headers.emplace(name, value);
  sent_.set_header("Accept-Encoding", "identity");
  if (!sent_.has_header("User-Agent")) sent_.set_header("User-Agent", "trimtab/" TRIMTAB_VERSION);
  sent_.response_handler = [this](const httplib::Response& response) { return take_head(response); };
  sent_.content_receiver = [this](const char* bytes, std::size_t count, std::size_t, std::size_t) {
    return take_body({bytes, count});
  };
  sent_.upload_progress = [this](std::size_t, std::size_t) { return !deadline_.passed(); };
}

bool Exchange::take_head(const httplib::Response& response) {
  if (request_.status_only) {
    enough_ = HttpResponse{response.status, joined(response.headers), {}};
    return false;
  }
  streams_ = request_.on_body && response.status / 100 == 2;
  if (streams_) enough_ = HttpResponse{response.status, joined(response.headers), {}};
  objection_ = objection(response, streams_ ? std::string::npos : request_.body_limit);
  return !objection_;
}

bool Exchange::take_body(std::string_view bytes) {
  if (streams_) {
    if (request_.on_body(bytes)) return true;
    streams_ = false;  // the rest is not wanted
    return false;
  }
  if (bytes.size() > request_.body_limit - body_.size())
    objection_ = "the body is larger than " + size_text(request_.body_limit);
  if (objection_) return false;
  make_room(bytes.size());
  body_.append(bytes);
  return true;
}

/// A long body is moved less often than by doubling, and memory that is not used yet costs nothing.
void Exchange::make_room(std::size_t more) {
  constexpr std::size_t first = std::size_t{64} << 10;
  const std::size_t needed = body_.size() + more;
  if (needed > body_.capacity() && needed > first) body_.reserve(std::max(needed, 4 * body_.capacity()));
}

Result<HttpResponse> Exchange::run() {
  httplib::Response response;
  httplib::Error error = httplib::Error::Success;
  sent_.start_time_ = std::chrono::steady_clock::now();
  const bool complete = client_.send(sent_, response, error);
  // A stream that its taker ended, or whose head was all that was wanted, is an answer; one that broke is not.
  if (enough_ && !streams_ && !objection_) return std::move(*enough_);
  if (!complete) return std::unexpected(failure(error));
  return HttpResponse{response.status, joined(response.headers), std::move(body_)};
}

Error Exchange::failure(httplib::Error error) const {
  const std::string where = request_.method + " " + request_.url;
  if (objection_) return fail(Errc::failed, "E0793", where + ": " + *objection_).error();
  if (request_.stop.stop_requested()) return fail(Errc::interrupted, "E0796", where + ": stopped").error();
  if (deadline_.passed()) {
    const std::string what = where + ": no complete answer within " + duration_text(request_.timeout);
    return fail(Errc::unreachable, "E0792", what).error();
  }
  return fail(Errc::unreachable, "E0792", where + ": " + reason(error)).error();
}

}  // namespace trimtab

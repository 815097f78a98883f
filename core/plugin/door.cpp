#include "core/plugin/door.h"

#include <fmt/format.h>

#include <utility>

#include <trimtab/abi.h>

#include "core/model/json_text.h"
#include "core/plugin/messages.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr const char* tell_author = "report this to the author of the plugin";

}  // namespace

Door::Door(std::string plugin, std::unique_ptr<Channel> channel, const Wire& wire, const Clock& clock, NoteSink notes,
           Duration slow)
    : plugin_(std::move(plugin)),
      channel_(std::move(channel)),
      wire_(wire),
      clock_(clock),
      notes_(std::move(notes)),
      slow_(slow) {}

Result<Value> Door::call(const std::string& method, const Value& request) {
  return call_with(method, [&] { return request.dump(); });
}

Result<Value> Door::call_with(const std::string& method, const std::function<std::string()>& write_request) {
  std::string text;
  try {
    text = write_request();
  } catch (const Value::exception& error) {  // text that is no UTF-8
    return fail(Errc::internal, "E0213", std::string("the request is no JSON: ") + error.what());
  }
  auto answer = call_once(method, text);
  if (!answer) return std::unexpected(within("plugin " + plugin_ + ": " + method, std::move(answer).error()));
  return answer;
}

Result<Value> Door::call_once(const std::string& method, const std::string& request) {
  TRIMTAB_TRY(const RawReply raw, ask_plugin(method, request));
  return read(method, raw);
}

Result<RawReply> Door::ask_plugin(const std::string& method, const std::string& request) {
  const std::scoped_lock lock(mutex_);
  const SteadyTime start = clock_.steady();
  TRIMTAB_TRY(RawReply raw, channel_->call(method, request));
  note_slow(method, clock_.steady() - start);
  return raw;
}

Result<Value> Door::read(const std::string& method, const RawReply& raw) const {
  if (raw.status == TRIMTAB_UNKNOWN_METHOD) {
    return fail(Errc::invalid, "E0212", fmt::format("the plugin does not know the method \"{}\"", method), tell_author);
  }
  if (raw.status != TRIMTAB_DONE && raw.status != TRIMTAB_FAILED) {
    return fail(Errc::invalid, "E0229", fmt::format("the call returned {}; 0, 1 and 2 are possible", raw.status),
                tell_author);
  }
  if (!raw.written) {
    const char* what =
        raw.status == TRIMTAB_DONE ? "the plugin gave no reply" : "the call failed, and the plugin does not say why";
    return fail(Errc::invalid, "E0229", what, tell_author);
  }
  TRIMTAB_TRY(Value reply, parse_json(raw.json, JsonBudget{.bytes = largest_reply}));
  if (raw.status == TRIMTAB_DONE) return reply;
  TRIMTAB_TRY(std::vector<Diagnostic> said, failure_from(wire_, reply));
  return fail(Errc::failed, std::move(said));
}

void Door::note_slow(const std::string& method, Duration took) const {
  if (took <= slow_ || !notes_) return;
  notes_(plugin_, TRIMTAB_LOG_WARNING,
         fmt::format("{} took {}, longer than {}", method, duration_text(took), duration_text(slow_)));
}

}  // namespace trimtab

#include "core/model/json_text.h"
#include "core/plugin/messages.h"
#include "core/plugin/wire.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/target.h"
#include "tests/unit/sdk/requests.h"

namespace trimtab::fuzz {
namespace {

template <class Reply>
void judge(const Result<Reply>& reply) {
  if (!reply) promise_readable(reply.error());
}

void read_as(std::string_view message, const Wire& wire, const Value& reply) {
  if (message == "describe") return judge(description_from(wire, reply));
  if (message == "ask") return judge(ask_reply_from(wire, reply, test::asked_about_db()));
  if (message == "expand") return judge(expand_reply_from(wire, reply, test::expansion_of_db()));
  if (message == "failed") return judge(failure_from(wire, reply));
  for (const char* effect : {"observe-reply", "effect-reply", "remove-reply", "health-reply"}) {
    judge(wire.check(effect, reply));
  }
}

}  // namespace

void read_reply(std::string_view input) {
  static const Wire wire = Wire::make().value();
  const std::size_t line = std::min(input.find('\n'), input.size());
  const auto reply = parse_json(input.substr(std::min(line + 1, input.size())));
  if (!reply) return promise_readable(reply.error());
  read_as(input.substr(0, line), wire, *reply);
}

}  // namespace trimtab::fuzz

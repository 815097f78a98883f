#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/model/value.h"
#include "core/plugin/channel.h"
#include "core/plugin/wire.h"
#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

/// Calls one plugin with JSON. One call at a time; several threads may try. Every error carries the trail
/// "plugin mysql: expand".
class Door {
 public:
  /// A call that took longer than `slow` is noted; only a child can be stopped by force.
  Door(std::string plugin, std::unique_ptr<Channel> channel, const Wire& wire, const Clock& clock, NoteSink notes,
       Duration slow);

  /// The reply, parsed but not yet checked by its schema. A failure's diagnostics become the error's.
  [[nodiscard]] Result<Value> call(const std::string& method, const Value& request);
  /// The same with a request that is written as JSON right away; that may throw Value::exception.
  [[nodiscard]] Result<Value> call_with(const std::string& method, const std::function<std::string()>& write_request);

 private:
  [[nodiscard]] Result<Value> call_once(const std::string& method, const std::string& request);
  [[nodiscard]] Result<RawReply> ask_plugin(const std::string& method, const std::string& request);
  [[nodiscard]] Result<Value> read(const std::string& method, const RawReply& raw) const;
  void note_slow(const std::string& method, Duration took) const;

  std::string plugin_;
  std::unique_ptr<Channel> channel_;
  const Wire& wire_;
  const Clock& clock_;
  NoteSink notes_;
  Duration slow_;
  std::mutex mutex_;  // guards channel_
};

}  // namespace trimtab

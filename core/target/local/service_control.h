#pragma once

#include "core/model/object.h"
#include "core/support/cancel.h"
#include "core/target/local/s6.h"
#include "core/target/local/site.h"

namespace trimtab {

/// Starting and stopping one supervised service. The file `down` in its directory says what is wanted: a new s6-svscan
/// starts what has none.
class ServiceControl {
 public:
  ServiceControl(const LocalSite& site, const S6& s6) : site_(site), s6_(s6) {}

  /// Writes the service directory and gives it to s6-svscan; a new one is down. Returns whether its logger changed.
  [[nodiscard]] Status install(const Object& object);
  [[nodiscard]] Status start(const Object& object);
  /// Drain, signal, grace, SIGKILL; then whatever it left behind. `deadline` bounds only the drain.
  [[nodiscard]] Status stop(const Object& object, SteadyTime deadline, const Cancel* cancel);
  /// Stops and removes the service directory. The logs stay: they are the evidence.
  [[nodiscard]] Status uninstall(const Object& object, SteadyTime deadline, const Cancel* cancel);
  /// Sends the reload signal and notes what was reloaded.
  [[nodiscard]] Status reload(const Object& object);
  [[nodiscard]] Status note_reloaded(const Object& object);
  [[nodiscard]] Result<bool> is_reloaded(const Object& object) const;

  /// What the running process was started from: the digest its launcher wrote.
  [[nodiscard]] Result<std::string> running(const Object& object) const;
  /// Digest of the files on disk, and of those that were written last: they differ when somebody edited them.
  [[nodiscard]] Result<std::string> files_now(const Object& object) const;
  [[nodiscard]] Result<std::string> files_written(const Object& object) const;

 private:
  Status write_files(const Object& object);
  Status make_directories(const Object& object);
  Status drain(const Object& object, SteadyTime deadline, const Cancel* cancel);
  Status wait_stopped(const Object& object, const Cancel* cancel);
  Status supervise(const Object& object);
  Result<std::string> note(const Object& object, const char* name) const;
  [[nodiscard]] Path directory(const Object& object) const { return site_.layout.service(object.id); }

  const LocalSite& site_;
  const S6& s6_;
};

/// HOME of a run's account, with tmp/ in it.
[[nodiscard]] Status make_home(const LocalSite& site, std::string_view component, const Value& account);

}  // namespace trimtab

#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/support/seams.h"
#include "core/target/local/local_target.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wait.h"

namespace trimtab::test {

/// One resource as a plugin writes it: {"type", "name", "needs", "spec"}.
[[nodiscard]] Resource resource(const std::string& component, const Value& json);

/// A stack on this machine, with real files, processes and s6, in a directory of its own. The end dissolves it.
class Stage {
 public:
  explicit Stage(LocalCaller caller = current_caller(), Value settings = Value::object());
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  LocalTarget& target() { return *target_; }
  Seams seams() { return {*clock_, *disk_, *net_, *random_, *processes_}; }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
  [[nodiscard]] std::filesystem::path state() const { return directory_ / "state"; }
  /// What the inventory would hold; changed by `apply` and `remove`.
  Record& record() { return record_; }

  /// All objects of these resources of component "c". Throws what lowering says is wrong.
  std::vector<Object> lower(const std::vector<Value>& resources);
  /// The only object of one resource.
  Object lower_one(const Value& resource);
  [[nodiscard]] std::int64_t slot(const std::string& key) const { return record_.slots.at(key); }

  /// Applies as the executor would; on success the record follows. Throws errors as text.
  Effected apply(const Object& object, Step step = Step::act);
  [[nodiscard]] Result<Effected> try_apply(const Object& object, Step step = Step::act, const Cancel* cancel = nullptr);
  void remove(const Object& object);
  [[nodiscard]] Observed observe(const Object& object);
  /// Whether anything is there of an object that nobody wants any more.
  [[nodiscard]] bool has_any_of(const Object& object);
  [[nodiscard]] Health health(const Object& object);
  /// Asks until healthy; on a deadline the last health, for a message.
  [[nodiscard]] Health wait_healthy(const Object& object);
  /// A second engine on the same state directory.
  [[nodiscard]] std::unique_ptr<LocalTarget> another_engine() { return another_engine(*processes_); }
  [[nodiscard]] std::unique_ptr<LocalTarget> another_engine(Processes& processes);
  void prepare();

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<Clock> clock_ = make_system_clock();
  std::unique_ptr<Disk> disk_ = make_system_disk();
  std::unique_ptr<Net> net_ = make_system_net();
  std::unique_ptr<Random> random_ = make_system_random();
  std::unique_ptr<Processes> processes_ = make_system_processes();
  LocalCaller caller_;
  Value settings_;
  std::unique_ptr<LocalTarget> target_;
  Record record_;
};

/// The error as text, or "no error".
template <class T>
std::string message(const Result<T>& result) {
  return result ? "no error" : result.error().message();
}

/// Runs a check in a child process without root's rights, and gives back what it returned: "" when all was well. What
/// it throws comes back as text. For callers that are not root it runs right here.
[[nodiscard]] std::string without_root(const std::function<std::string()>& check);

/// {"type": "workload", …} that runs a shell script; `more` is merged into its spec.
[[nodiscard]] Value shell_service(const std::string& name, const std::string& script,
                                  const Value& more = Value::object());
[[nodiscard]] Value shell_task(const std::string& name, const std::string& script, const Value& more = Value::object());

/// Pids whose command line holds this text; for processes that tests mark with unusual arguments.
[[nodiscard]] std::vector<pid_t> processes_with(const std::string& text);

}  // namespace trimtab::test

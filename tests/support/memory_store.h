#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/state/store.h"
#include "core/support/clock.h"

namespace trimtab::test {

/// A store without a disk. It keeps the contract of Store; what it forgets with the process is all that it lacks.
class MemoryStore final : public Store {
 public:
  explicit MemoryStore(const Clock& clock);

  /// Another writer over the same memory, as the next process would open it: from its first write on, this one is shut
  /// out.
  [[nodiscard]] std::unique_ptr<MemoryStore> reopened() const;

  /// Asked before every write with the name of the function; an error is returned instead of writing.
  void before_write(std::function<Status(const std::string& function)> question) { question_ = std::move(question); }

  /// Asked before every effect; an error keeps it from being started.
  void before_act(std::function<Status()> question) { act_question_ = std::move(question); }

  Result<Record> read() override;
  Result<std::map<Id, std::optional<Object>>> since_revision() override;
  Result<std::vector<RunSummary>> runs(std::size_t newest) override;
  Result<std::vector<Operation>> operations(std::uint64_t run) override;
  Result<std::vector<Revision>> revisions() override;
  Result<Revision> revision(std::uint64_t number) override;
  Result<std::vector<Rejection>> rejections() override;

  Result<std::uint64_t> begin(const RunStart& start) override;
  Status intend(std::span<const Operation> operations) override;
  Status settle(std::uint64_t run, std::span<const Settlement> settlements) override;
  Result<std::uint64_t> end(std::uint64_t run, RunResult result, const std::string& text,
                            const std::optional<Revision>& revision) override;
  Status may_act() override;
  Status reject(const Rejection& rejection) override;
  Status lift_rejections() override;

 private:
  struct Memory {
    std::string uid;
    std::uint64_t epoch = 0;
    std::map<Id, Recorded> objects;
    std::map<std::string, std::int64_t> slots;
    Value chosen = Value::object();
    std::map<std::uint64_t, RunSummary> runs;
    std::map<std::uint64_t, std::map<std::uint32_t, Operation>> journal;
    std::map<std::uint64_t, Revision> revisions;
    std::map<std::string, Rejection> rejections;

    [[nodiscard]] std::optional<std::uint64_t> open_run() const;
    [[nodiscard]] std::size_t open_intents(std::uint64_t run) const;
    [[nodiscard]] const Revision* last() const;
  };

  MemoryStore(const Clock& clock, std::shared_ptr<Memory> memory);
  [[nodiscard]] Status may_write(const std::string& function);
  [[nodiscard]] Status check_settlements(std::uint64_t run, std::span<const Settlement> settlements) const;
  void settle_one(std::uint64_t run, const Settlement& settlement);
  std::uint64_t keep(const Revision& revision, std::uint64_t run);

  const Clock& clock_;
  std::shared_ptr<Memory> memory_;
  std::uint64_t epoch_ = 0;
  std::function<Status(const std::string&)> question_;
  std::function<Status()> act_question_;
};

}  // namespace trimtab::test

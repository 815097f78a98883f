#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/target/local/s6.h"
#include "core/target/local/site.h"
#include "core/target/local/supervisor.h"
#include "core/target/target.h"

namespace trimtab {

/// This machine: files and directories in one state directory, processes supervised by s6.
class LocalTarget final : public Target {
 public:
  /// `settings` is spec.target.local. Errors: invalid for settings, unreachable when s6 is not installed.
  [[nodiscard]] static Result<std::unique_ptr<LocalTarget>> open(const std::string& stack, const Value& settings,
                                                                 const LocalCaller& caller, const Seams& seams);

  [[nodiscard]] const LocalLayout& layout() const { return site_.layout; }

  [[nodiscard]] std::string_view kind() const override { return "local"; }
  [[nodiscard]] std::string description() const override;
  void belongs_to(const std::string&) override {}  // the state directory says whose it is
  [[nodiscard]] Result<Value> observe_target() override;
  [[nodiscard]] Result<Value> observe_facts(std::span<const FactRequest> requests) override;
  [[nodiscard]] std::vector<SlotRequest> slots(std::span<const Resource> resources) const override;
  [[nodiscard]] bool is_taken(const Value& facts, std::string_view pool, std::int64_t number) const override;
  [[nodiscard]] Result<std::vector<Object>> lower(const Lowering& lowering) const override;
  [[nodiscard]] Driver* driver(std::string_view name) override;
  [[nodiscard]] Result<std::string> read_secret(const std::string& place) override;
  [[nodiscard]] bool needs_mending() const override;
  [[nodiscard]] Result<std::vector<std::string>> prepare() override;
  [[nodiscard]] Status tidy_up() override;
  [[nodiscard]] Status retire() override;
  [[nodiscard]] Status dissolve() override;

 private:
  LocalTarget(LocalSite site, Path tools);

  LocalSite site_;
  S6 s6_;
  Supervisor supervisor_;
  std::map<std::string, std::unique_ptr<Driver>, std::less<>> drivers_;
};

}  // namespace trimtab

#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "core/support/disk.h"

namespace trimtab::test {

/// A disk on which one changing call fails, or that somebody else changes meanwhile. Reading calls always go through.
class FaultyDisk final : public Disk {
 public:
  /// `before`: nothing was done. `after`: it was done, but the caller is told it was not, as when power fails.
  enum class When { before, after };

  explicit FaultyDisk(Disk& disk) : disk_(disk) {}

  /// The changing call with this number (from 1, counted from now on) fails, and so do all later ones when `for_good`.
  void fail_at(std::size_t call, When when = When::before, bool for_good = false);
  /// What somebody else does once `status` has next been asked for, and before it is told.
  void after_next_status(std::function<void()> change) { meanwhile_ = std::move(change); }
  /// The changing calls so far, oldest first: "write /x".
  [[nodiscard]] std::vector<std::string> calls() const;

  Result<std::optional<FileStatus>> status(const Path& path) const override;
  Result<std::string> read(const Path& path, std::uint64_t limit) const override { return disk_.read(path, limit); }
  Result<std::vector<std::string>> list(const Path& directory) const override { return disk_.list(directory); }
  Result<std::string> read_link(const Path& path) const override { return disk_.read_link(path); }
  Result<std::uint64_t> free_space(const Path& path) const override { return disk_.free_space(path); }

  Status write(const Path& path, std::string_view content, const Access& access) override;
  Status make_directory(const Path& path, const Access& access) override;
  Status set_access(const Path& path, const Access& access) override;
  Status switch_link(const Path& link, const Path& target) override;
  Status copy_tree(const Path& from, const Path& to, const Access& directories, const Access& files) override;
  Status rename(const Path& from, const Path& to) override;
  Status remove_file(const Path& path) override;
  Status remove_tree(const Path& path) override;

 private:
  template <class Effect>
  Status change(const std::string& call, Effect effect);
  /// Counts the call and says whether it is one that fails.
  bool counts_as_failing(const std::string& call);

  Disk& disk_;
  mutable std::function<void()> meanwhile_;  // of one thread
  mutable std::mutex mutex_;                 // guards all below
  std::vector<std::string> calls_;
  std::size_t failing_ = 0;  // 0: none; else the index after which a call fails
  When when_ = When::before;
  bool for_good_ = false;
};

}  // namespace trimtab::test

#pragma once

#include <memory>

#include "core/support/seams.h"

namespace trimtab {

/// The machine as this process sees it: the real parts behind the seams.
class World {
 public:
  World()
      : clock_(make_system_clock()),
        disk_(make_system_disk()),
        net_(make_system_net()),
        random_(make_system_random()),
        processes_(make_system_processes()) {}

  [[nodiscard]] Seams seams() const { return {*clock_, *disk_, *net_, *random_, *processes_}; }
  [[nodiscard]] Clock& clock() const { return *clock_; }
  [[nodiscard]] Disk& disk() const { return *disk_; }
  [[nodiscard]] Random& random() const { return *random_; }

 private:
  std::unique_ptr<Clock> clock_;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<Net> net_;
  std::unique_ptr<Random> random_;
  std::unique_ptr<Processes> processes_;
};

}  // namespace trimtab

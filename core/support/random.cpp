#include "core/support/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace trimtab {
namespace {

class SystemRandom final : public Random {
 public:
  std::string bytes(std::size_t count) override {
    std::string result(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
      const ssize_t got = ::getrandom(result.data() + filled, count - filled, 0);
      if (got > 0) {
        filled += static_cast<std::size_t>(got);
      } else if (errno != EINTR) {
        // Keys made from anything weaker could be guessed, and no caller could do better than stop.
        std::abort();
      }
    }
    return result;
  }
};

}  // namespace

std::unique_ptr<Random> make_system_random() { return std::make_unique<SystemRandom>(); }

}  // namespace trimtab

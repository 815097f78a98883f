#include "core/cli/report.h"

namespace trimtab {

int give_up(const Console& console, const Error& error, std::string_view consequence) {
  console.show(error, consequence);
  return exit_code_of(error.code);
}

}  // namespace trimtab

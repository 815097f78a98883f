# Nearly every source includes JSON and the same dozen standard headers, and reading them is 40 % of a build. So the
# layers share one precompiled header and the tests another (they differ in -fPIC and -fPIE). Off by default: without
# it a forgotten include shows, and ccache works unconditionally. The Makefile turns it on.
option(TRIMTAB_PRECOMPILE "Precompile the headers that nearly every source includes" OFF)

set(trimtab_common_headers
  "${PROJECT_SOURCE_DIR}/core/support/json.h" <fmt/format.h>
  <algorithm> <chrono> <expected> <filesystem> <functional> <map> <memory> <optional> <set> <string> <string_view>
  <vector>)

if(TRIMTAB_PRECOMPILE)
  set(trimtab_empty_source "${CMAKE_CURRENT_BINARY_DIR}/precompiled.cpp")
  file(CONFIGURE OUTPUT "${trimtab_empty_source}" CONTENT "int main() { return 0; }\n")
  add_library(trimtab_precompiled_layer STATIC EXCLUDE_FROM_ALL "${trimtab_empty_source}")
  add_executable(trimtab_precompiled_test EXCLUDE_FROM_ALL "${trimtab_empty_source}")
  foreach(kind IN ITEMS layer test)
    target_link_libraries(trimtab_precompiled_${kind} PRIVATE trimtab_build nlohmann_json::nlohmann_json fmt::fmt)
    target_precompile_headers(trimtab_precompiled_${kind} PRIVATE ${trimtab_common_headers})
  endforeach()
  if(BUILD_TESTING)
    target_link_libraries(trimtab_precompiled_test PRIVATE Catch2::Catch2)
    target_precompile_headers(trimtab_precompiled_test PRIVATE <catch2/catch_test_macros.hpp>)
  endif()
endif()

# trimtab_precompiled(target layer|test)
function(trimtab_precompiled target kind)
  if(TRIMTAB_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM trimtab_precompiled_${kind})
  endif()
endfunction()

# A layer is one folder of core/: a static library trimtab_<name> with the alias trimtab::<name>.
# Includes are written from the repository root: "core/spec/document.h".

add_library(trimtab_build INTERFACE)
target_compile_options(trimtab_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough -Wundef)
# GCC 12 warns inside its own std::string when a literal is assigned in optimised, inlined code.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(trimtab_build INTERFACE -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
    -Wno-restrict)
endif()
target_compile_definitions(trimtab_build INTERFACE
  TRIMTAB_VERSION="${PROJECT_VERSION}"
  TRIMTAB_INSTALL_PLUGIN_DIR="${CMAKE_INSTALL_LIBDIR}/trimtab/plugins")
target_include_directories(trimtab_build INTERFACE "${PROJECT_SOURCE_DIR}")

include(Precompiled)

# trimtab_layer(NAME spec SOURCES a.cpp b.cpp [LINK trimtab::model] [PRIVATE yaml-cpp::yaml-cpp])
#   LINK     what the layer's headers need too (other layers)
#   PRIVATE  what only its .cpp files need (the libraries that have their home here)
# nlohmann_json and fmt are there for every layer. A layer without sources is an interface library.
function(trimtab_layer)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LINK;PRIVATE")
  if(NOT arg_NAME OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "trimtab_layer: need NAME; got also '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  set(target trimtab_${arg_NAME})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    target_include_directories(${target} PUBLIC "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} PUBLIC ${arg_LINK} nlohmann_json::nlohmann_json fmt::fmt
      PRIVATE trimtab_build ${arg_PRIVATE})
    trimtab_precompiled(${target} layer)
  else()
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE "${PROJECT_SOURCE_DIR}")
    target_link_libraries(${target} INTERFACE ${arg_LINK} ${arg_PRIVATE} nlohmann_json::nlohmann_json fmt::fmt)
  endif()
  add_library(trimtab::${arg_NAME} ALIAS ${target})
endfunction()

# trimtab_executable(NAME trimtab SOURCES main.cpp LINK trimtab::cli): a program in <build>/bin.
function(trimtab_executable)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LINK")
  if(NOT arg_NAME OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "trimtab_executable: need NAME and SOURCES; got also '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  add_executable(${arg_NAME} ${arg_SOURCES})
  target_link_libraries(${arg_NAME} PRIVATE trimtab_build trimtab_allocator ${arg_LINK})
endfunction()

# Builds every unit test; and, with them, whatever else a sanitizer's build tests.
add_custom_target(unit_tests)
add_custom_target(sanitized_tests DEPENDS unit_tests)
# Before the names of tests that the release build has too.
set(TRIMTAB_AGAIN "")
if(TRIMTAB_SANITIZE)
  set(TRIMTAB_AGAIN "sanitized ")
endif()

# trimtab_unit_test(NAME spec SOURCES a_test.cpp [LINK trimtab::spec] [LABEL unit] [DEPENDS targets]):
# the executable <label>_<name>; each test case becomes a ctest named "<name>: <the case's sentence>".
# TRIMTAB_SOURCE_DIR and TRIMTAB_BINARY_DIR are defined for fixtures and built plugins.
function(trimtab_unit_test)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;LABEL" "SOURCES;LINK;DEPENDS")
  if(NOT arg_NAME OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "trimtab_unit_test: need NAME and SOURCES; got also '${arg_UNPARSED_ARGUMENTS}'")
  endif()
  if(NOT arg_LABEL)
    set(arg_LABEL unit)
  endif()
  set(target ${arg_LABEL}_${arg_NAME})
  # trimtab::support: the precompiled header says that JSON is compiled there.
  trimtab_executable(NAME ${target} SOURCES ${arg_SOURCES} LINK ${arg_LINK} trimtab::support Catch2::Catch2WithMain)
  trimtab_precompiled(${target} test)
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_compile_definitions(${target} PRIVATE
    TRIMTAB_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TRIMTAB_BINARY_DIR="${CMAKE_BINARY_DIR}")
  if(arg_DEPENDS)
    add_dependencies(${target} ${arg_DEPENDS})
  endif()
  if(arg_LABEL STREQUAL "unit")
    add_dependencies(unit_tests ${target})
  else()
    add_dependencies(sanitized_tests ${target})
  endif()
  set(prefix "${arg_NAME}: ")
  if(TRIMTAB_SANITIZE STREQUAL "thread")
    set(prefix "threads of ${prefix}")
  elseif(arg_LABEL STREQUAL "unit" AND TRIMTAB_TESTS STREQUAL "product")
    set(prefix "in release: ${prefix}")
  elseif(NOT arg_LABEL STREQUAL "unit")
    set(prefix "${TRIMTAB_AGAIN}${prefix}")
  endif()
  catch_discover_tests(${target} TEST_PREFIX "${prefix}" DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${arg_LABEL} TIMEOUT 600)
endfunction()

# Every third-party library, found once. tools/deps installs what is missing: distribution packages into the system,
# the rest (Catch2 3, valijson, cpp-httplib) into a prefix outside the checkout.
if(DEFINED ENV{TRIMTAB_DEPS})
  set(trimtab_default_prefix "$ENV{TRIMTAB_DEPS}")
else()
  set(trimtab_default_prefix "$ENV{HOME}/.cache/trimtab/deps")
endif()
set(TRIMTAB_DEPS "${trimtab_default_prefix}" CACHE PATH "The prefix that tools/deps fills")
list(PREPEND CMAKE_PREFIX_PATH "${TRIMTAB_DEPS}/usr")

function(trimtab_require what)
  if(NOT ${ARGV1})
    message(FATAL_ERROR "${what} was not found. 'tools/deps check' lists what is missing, 'tools/deps' installs it.")
  endif()
endfunction()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
if(NOT TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp::yaml-cpp ALIAS yaml-cpp)
endif()
find_package(SQLite3 3.40 REQUIRED)
find_package(SQLiteCpp 3.2 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(simdjson 3.0 REQUIRED)

# Takes malloc's place in every program but those of the sanitizers, which bring their own (docs/decisions/0011).
add_library(trimtab_allocator INTERFACE)
if(NOT TRIMTAB_SANITIZE)
  find_package(mimalloc 2.0 REQUIRED)
  target_link_libraries(trimtab_allocator INTERFACE mimalloc)
endif()

find_path(VALIJSON_INCLUDE_DIR valijson/validator.hpp)
trimtab_require(valijson VALIJSON_INCLUDE_DIR)
add_library(trimtab_valijson INTERFACE)
add_library(valijson::valijson ALIAS trimtab_valijson)
target_include_directories(trimtab_valijson SYSTEM INTERFACE "${VALIJSON_INCLUDE_DIR}")

# cpp-httplib, split by its own script into a header and one source that is compiled once, here.
find_path(HTTPLIB_SPLIT_DIR httplib.cc PATHS "${TRIMTAB_DEPS}/usr/include/httplib-split" NO_DEFAULT_PATH)
trimtab_require("cpp-httplib (split)" HTTPLIB_SPLIT_DIR)
add_library(trimtab_httplib STATIC EXCLUDE_FROM_ALL "${HTTPLIB_SPLIT_DIR}/httplib.cc")
add_library(httplib::httplib ALIAS trimtab_httplib)
target_include_directories(trimtab_httplib SYSTEM PUBLIC "${HTTPLIB_SPLIT_DIR}")
target_compile_definitions(trimtab_httplib PUBLIC CPPHTTPLIB_OPENSSL_SUPPORT
  CPPHTTPLIB_EXPECT_100_THRESHOLD=0  # or bodies of 1 KB and more wait up to a second for a "100 Continue"
  CPPHTTPLIB_MAX_LINE_LENGTH=8192)   # or a status line of 32 KB overflows the stack in std::regex
target_compile_options(trimtab_httplib PRIVATE -w)
target_link_libraries(trimtab_httplib PUBLIC OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

if(BUILD_TESTING)
  find_package(Catch2 3.5 QUIET)
  trimtab_require("Catch2 3.5 or newer" Catch2_FOUND)
  include(Catch)
endif()

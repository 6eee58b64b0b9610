# x86-64 COFF: mingw's compiler for its object format and C++ headers; no Windows library is used.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-win32)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-win32)
set(CMAKE_ASM_NASM_OBJECT_FORMAT win64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

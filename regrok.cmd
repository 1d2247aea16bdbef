@echo off
rem Regrok's command line for Windows; the script "regrok" beside this file says what it does.
setlocal
set "version=2.9.6"
set "project=%~dp0"
set "DENO_NO_UPDATE_CHECK=1"

set "deno=deno"
deno --version 2>nul | findstr /b /c:"deno %version% " >nul
if errorlevel 1 set "deno=npx -y deno@%version%"

if not exist "%project%node_modules\.deno" (
  echo Installing the packages of deno.lock, about 500 MB, once 1>&2
  pushd "%project%"
  call %deno% install --quiet
  if errorlevel 1 exit /b 1
  popd
)

rem Written may be artifacts and what the arguments name. A "=" parts arguments as a space does.
set "writable=%project%artifacts"
if defined REGROK_ARTIFACTS set "writable=%writable%,%REGROK_ARTIFACTS%"
set "permissions=pipeline"
if "%~1"=="new" set "permissions=new"
if "%~1"=="import" set "permissions=new"
if "%~1"=="convert" set "permissions=new"
if "%~1"=="download" set "permissions=download"
if "%~1"=="dashboard" set "permissions=dashboard"
if "%~1"=="site" set "permissions=site"
if "%~1"=="report" set "permissions=site"
if "%~1"=="download" set "writable=%project%data"
:next
if "%~1"=="" goto start
for %%o in (new --artifacts --to -o --output) do if "%~1"=="%%o" set "writable=%writable%,%~2"
shift
goto next

:start
set "write=--allow-write=%writable%"
if "%permissions%"=="dashboard" set "write=--deny-write"
call %deno% run --quiet --no-prompt --config="%project%deno.json" -P=%permissions% ^
  "%write%" "%project%pipeline.ts" %*

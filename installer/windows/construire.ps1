# Build both packages on Windows, from a checkout, with Python 3.12 and the .NET SDK at hand:
#   installer\windows\construire.ps1            -> dist\Ambroise-<version>-x64.msi and -utilisateur.msi
# Signing is another step, on another machine if the key lives there: -Etape gel, signer.ps1, -Etape paquets.
#Requires -Version 7
param(
    [ValidateSet("tout", "gel", "paquets")] [string] $Etape = "tout",
    [ValidateSet("x64", "arm64")] [string] $Architecture = "x64",
    [string] $Sortie = "dist"
)
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")

$version = (Select-String -Path desktop\ambroise\__init__.py -Pattern '__version__ = "(.+)"').Matches[0].Groups[1].Value

if ($Etape -ne "paquets") {
    py -3.12 -m venv .venv
    .venv\Scripts\python -m pip install --quiet --require-hashes -r installer\verrous\construction.txt
    .venv\Scripts\python -m pip install --quiet --require-hashes --no-build-isolation -r installer\verrous\essais.txt
    .venv\Scripts\python -m pip install --quiet --no-build-isolation --no-deps .
    .venv\Scripts\pyinstaller --noconfirm --log-level WARN --distpath $Sortie --workpath build\gel installer\ambroise.spec
    & "$Sortie\ambroise\ambroise-terminal.exe" licences | Out-Null
}
if ($Etape -eq "gel") { return }

dotnet tool update --tool-path build\wix wix --version 5.0.2
foreach ($portee in @{ perMachine = ""; perUser = "-utilisateur" }.GetEnumerator()) {
    $options = @(
        "-arch", $Architecture, "-culture", "fr-FR", "-loc", "installer\windows\fr-fr.wxl",
        "-d", "Portee=$($portee.Key)", "-d", "Version=$version",
        "-d", "Dossier=$(Resolve-Path "$Sortie\ambroise")", "-d", "Icone=$(Resolve-Path build\gel\ambroise\icones\ambroise.ico)"
    )
    $msi = "$Sortie\Ambroise-$version-$Architecture$($portee.Value).msi"
    build\wix\wix build @options -out $msi installer\windows\ambroise.wxs
    # A package for one user writes in the profile on purpose: the checks of profile folders do not apply.
    $ices = if ($portee.Key -eq "perUser") { @("-sice", "ICE38", "-sice", "ICE64", "-sice", "ICE91") } else { @() }
    build\wix\wix msi validate @ices $msi
}

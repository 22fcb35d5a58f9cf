<?xml version="1.0" encoding="UTF-8"?>
<!-- Any CDA document as one self-contained page: header first, then the narrative. Written by the project.
     Nothing of the document can run or fetch: only the names below make elements, all the rest is text. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:h="urn:hl7-org:v3"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" exclude-result-prefixes="h xsi">
  <xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat"/>
  <xsl:strip-space elements="h:table h:thead h:tbody h:tfoot h:tr h:list"/>
  <xsl:param name="date"/>
  <xsl:param name="naissance"/>
  <xsl:param name="avertissements"/>
  <xsl:param name="style"/>

  <xsl:template match="/h:ClinicalDocument">
    <html lang="fr">
      <head>
        <meta charset="utf-8"/>
        <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/>
        <title><xsl:value-of select="h:title"/></title>
        <style><xsl:value-of select="$style"/></style>
      </head>
      <body>
        <xsl:call-template name="entete"/>
        <xsl:if test="$avertissements != ''">
          <div class="avertissement"><xsl:value-of select="$avertissements"/></div>
        </xsl:if>
        <xsl:apply-templates select="h:component/h:structuredBody/h:component/h:section"/>
        <xsl:apply-templates select="h:component/h:nonXMLBody/h:text"/>
      </body>
    </html>
  </xsl:template>

  <xsl:template name="entete">
    <xsl:variable name="role" select="h:recordTarget[1]/h:patientRole"/>
    <xsl:variable name="nom" select="$role/h:patient/h:name[1]"/>
    <header>
      <h1><xsl:value-of select="h:title"/></h1>
      <p class="type">
        <xsl:value-of select="h:code/@displayName"/>
        <xsl:if test="$date != ''"> · <xsl:value-of select="$date"/></xsl:if>
        <xsl:if test="h:versionNumber/@value"> · version <xsl:value-of select="h:versionNumber/@value"/></xsl:if>
      </p>
      <dl>
        <dt>Patient</dt>
        <dd class="patient">
          <strong>
            <xsl:choose>
              <xsl:when test="$nom/h:family[@qualifier='BR']">
                <xsl:value-of select="$nom/h:family[@qualifier='BR'][1]"/>
              </xsl:when>
              <xsl:otherwise><xsl:value-of select="$nom/h:family[1]"/></xsl:otherwise>
            </xsl:choose>
          </strong>
          <xsl:text> </xsl:text>
          <xsl:choose>
            <xsl:when test="$nom/h:given[@qualifier='BR']">
              <xsl:value-of select="$nom/h:given[@qualifier='BR'][1]"/>
            </xsl:when>
            <xsl:otherwise><xsl:value-of select="$nom/h:given[1]"/></xsl:otherwise>
          </xsl:choose>
          <xsl:if test="$nom/h:family[@qualifier='CL']">
            <xsl:text> (nom utilisé : </xsl:text>
            <xsl:value-of select="$nom/h:family[@qualifier='CL'][1]"/><xsl:text>)</xsl:text>
          </xsl:if>
          <xsl:variable name="sexe" select="$role/h:patient/h:administrativeGenderCode/@code"/>
          <xsl:if test="$naissance != ''">
            <xsl:choose>
              <xsl:when test="$sexe = 'F'"> · née le </xsl:when>
              <xsl:when test="$sexe = 'M'"> · né le </xsl:when>
              <xsl:otherwise> · naissance le </xsl:otherwise>
            </xsl:choose>
            <xsl:value-of select="$naissance"/>
          </xsl:if>
          <xsl:choose>
            <xsl:when test="$sexe = 'F'"> · sexe féminin</xsl:when>
            <xsl:when test="$sexe = 'M'"> · sexe masculin</xsl:when>
            <xsl:when test="$sexe"> · sexe <xsl:value-of select="$sexe"/></xsl:when>
          </xsl:choose>
          <xsl:for-each select="$role/h:id[starts-with(@root, '1.2.250.1.213.1.4.')][1]">
            <xsl:text> · INS </xsl:text><xsl:value-of select="@extension"/>
          </xsl:for-each>
        </dd>
        <xsl:for-each select="h:author">
          <dt>Auteur</dt>
          <dd>
            <xsl:call-template name="personne">
              <xsl:with-param name="qui" select="h:assignedAuthor"/>
              <xsl:with-param name="personne" select="h:assignedAuthor/h:assignedPerson"/>
            </xsl:call-template>
            <xsl:value-of select="h:assignedAuthor/h:assignedAuthoringDevice/h:softwareName"/>
          </dd>
        </xsl:for-each>
        <xsl:for-each select="h:legalAuthenticator">
          <dt>Responsable</dt>
          <dd>
            <xsl:call-template name="personne">
              <xsl:with-param name="qui" select="h:assignedEntity"/>
              <xsl:with-param name="personne" select="h:assignedEntity/h:assignedPerson"/>
            </xsl:call-template>
          </dd>
        </xsl:for-each>
        <dt>Conservé par</dt>
        <dd><xsl:value-of select="h:custodian/h:assignedCustodian/h:representedCustodianOrganization/h:name"/></dd>
      </dl>
    </header>
  </xsl:template>

  <xsl:template name="personne">
    <xsl:param name="qui"/>
    <xsl:param name="personne"/>
    <xsl:value-of select="$personne/h:name[1]/h:suffix[1]"/><xsl:text> </xsl:text>
    <xsl:value-of select="$personne/h:name[1]/h:given[1]"/><xsl:text> </xsl:text>
    <xsl:value-of select="$personne/h:name[1]/h:family[1]"/>
    <xsl:if test="$qui/h:code/@displayName"> · <xsl:value-of select="$qui/h:code/@displayName"/></xsl:if>
    <xsl:if test="$qui/h:representedOrganization/h:name">
      <xsl:text> · </xsl:text><xsl:value-of select="$qui/h:representedOrganization/h:name"/>
    </xsl:if>
  </xsl:template>

  <xsl:template match="h:section">
    <section>
      <h2>
        <xsl:choose>
          <xsl:when test="normalize-space(h:title) != ''"><xsl:value-of select="h:title"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="h:code/@displayName"/></xsl:otherwise>
        </xsl:choose>
      </h2>
      <xsl:if test="h:text"><div class="texte"><xsl:apply-templates select="h:text/node()" mode="n"/></div></xsl:if>
      <xsl:apply-templates select="h:component/h:section"/>
    </section>
  </xsl:template>

  <xsl:template match="h:nonXMLBody/h:text">
    <section>
      <xsl:choose>
        <xsl:when test="@representation = 'B64' and starts-with(@mediaType, 'image/')">
          <xsl:call-template name="image"><xsl:with-param name="valeur" select="."/></xsl:call-template>
        </xsl:when>
        <xsl:when test="@representation = 'B64'">
          <p class="note">Le contenu est un fichier joint (<xsl:value-of select="@mediaType"/>).</p>
        </xsl:when>
        <xsl:otherwise><pre><xsl:value-of select="."/></pre></xsl:otherwise>
      </xsl:choose>
    </section>
  </xsl:template>

  <!-- narrative -->
  <xsl:template match="h:paragraph" mode="n"><p><xsl:apply-templates mode="n"/></p></xsl:template>
  <xsl:template match="h:br" mode="n"><br/></xsl:template>
  <xsl:template match="h:sub" mode="n"><sub><xsl:apply-templates mode="n"/></sub></xsl:template>
  <xsl:template match="h:sup" mode="n"><sup><xsl:apply-templates mode="n"/></sup></xsl:template>
  <xsl:template match="h:caption" mode="n"><strong><xsl:apply-templates mode="n"/></strong><xsl:text> </xsl:text></xsl:template>
  <xsl:template match="h:table/h:caption" mode="n"><caption><xsl:apply-templates mode="n"/></caption></xsl:template>
  <xsl:template match="h:list[@listType='ordered']" mode="n"><ol><xsl:apply-templates select="h:item" mode="n"/></ol></xsl:template>
  <xsl:template match="h:list" mode="n"><ul><xsl:apply-templates select="h:item" mode="n"/></ul></xsl:template>
  <xsl:template match="h:item" mode="n"><li><xsl:apply-templates mode="n"/></li></xsl:template>
  <xsl:template match="h:content" mode="n">
    <xsl:choose>
      <xsl:when test="contains(@styleCode, 'Bold')"><strong><xsl:apply-templates mode="n"/></strong></xsl:when>
      <xsl:when test="contains(@styleCode, 'Italics') or contains(@styleCode, 'Emphasis')">
        <em><xsl:apply-templates mode="n"/></em>
      </xsl:when>
      <xsl:when test="contains(@styleCode, 'Underline')"><u><xsl:apply-templates mode="n"/></u></xsl:when>
      <xsl:otherwise><span><xsl:apply-templates mode="n"/></span></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <xsl:template match="h:table" mode="n"><table><xsl:apply-templates select="h:caption|h:thead|h:tbody|h:tfoot|h:tr" mode="n"/></table></xsl:template>
  <!-- A table too wide for a page: each row becomes a card, so that its words can be read. A row of two cells below
       it, a title and its text, ends the card. Any other shape stays a table: no word may be lost. -->
  <xsl:template mode="n" priority="1"
      match="h:table[count(h:thead/h:tr) = 1 and count(h:thead/h:tr/h:th) &gt; 6 and not(h:tfoot or h:tr or .//@rowspan)
                     and not(h:tbody/h:tr[1][count(h:td) = 2])
                     and not(h:tbody/h:tr[count(h:td) != 2]
                         [count(h:td[not(@colspan)]) != count(../../h:thead/h:tr/h:th) or h:td/@colspan or h:th])]">
    <xsl:variable name="titres" select="h:thead/h:tr/h:th"/>
    <xsl:if test="h:caption"><p><xsl:apply-templates select="h:caption/node()" mode="n"/></p></xsl:if>
    <xsl:for-each select="h:tbody/h:tr[count(h:td) != 2]">
      <xsl:variable name="ligne" select="generate-id()"/>
      <table class="fiche">
        <xsl:for-each select="h:td">
          <xsl:variable name="rang" select="position()"/>
          <tr>
            <th scope="row"><xsl:apply-templates select="$titres[$rang]/node()" mode="n"/></th>
            <td><xsl:apply-templates mode="n"/></td>
          </tr>
        </xsl:for-each>
        <xsl:for-each select="following-sibling::h:tr[count(h:td) = 2]
                              [generate-id(preceding-sibling::h:tr[count(h:td) != 2][1]) = $ligne]">
          <tr>
            <th scope="row"><xsl:apply-templates select="h:td[1]/node()" mode="n"/></th>
            <td><xsl:apply-templates select="h:td[2]/node()" mode="n"/></td>
          </tr>
        </xsl:for-each>
      </table>
    </xsl:for-each>
  </xsl:template>
  <xsl:template match="h:thead" mode="n"><thead><xsl:apply-templates select="h:tr" mode="n"/></thead></xsl:template>
  <xsl:template match="h:tbody" mode="n"><tbody><xsl:apply-templates select="h:tr" mode="n"/></tbody></xsl:template>
  <xsl:template match="h:tfoot" mode="n"><tfoot><xsl:apply-templates select="h:tr" mode="n"/></tfoot></xsl:template>
  <xsl:template match="h:tr" mode="n"><tr><xsl:apply-templates select="h:td|h:th" mode="n"/></tr></xsl:template>
  <xsl:template match="h:th" mode="n"><th scope="col"><xsl:call-template name="etendue"/><xsl:apply-templates mode="n"/></th></xsl:template>
  <xsl:template match="h:td" mode="n"><td><xsl:call-template name="etendue"/><xsl:apply-templates mode="n"/></td></xsl:template>
  <xsl:template name="etendue">
    <xsl:if test="number(@colspan) &gt; 1 and number(@colspan) &lt; 100">
      <xsl:attribute name="colspan"><xsl:value-of select="floor(@colspan)"/></xsl:attribute>
    </xsl:if>
    <xsl:if test="number(@rowspan) &gt; 1 and number(@rowspan) &lt; 1000">
      <xsl:attribute name="rowspan"><xsl:value-of select="floor(@rowspan)"/></xsl:attribute>
    </xsl:if>
  </xsl:template>
  <xsl:template match="h:renderMultiMedia" mode="n">
    <xsl:variable name="cible" select="@referencedObject"/>
    <xsl:variable name="media" select="(ancestor::h:section//h:observationMedia[@ID = $cible])[1]/h:value"/>
    <xsl:choose>
      <xsl:when test="not($media)"><p class="note">Image absente du document.</p></xsl:when>
      <xsl:when test="starts-with($media/@mediaType, 'image/')">
        <xsl:call-template name="image"><xsl:with-param name="valeur" select="$media"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><p class="note">Fichier joint (<xsl:value-of select="$media/@mediaType"/>).</p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
  <!-- The address of a link is shown, never followed. -->
  <xsl:template match="h:linkHtml" mode="n">
    <span class="lien"><xsl:apply-templates mode="n"/><xsl:if test="@href"> [<xsl:value-of select="@href"/>]</xsl:if></span>
  </xsl:template>
  <xsl:template match="*" mode="n"><xsl:apply-templates mode="n"/></xsl:template>
  <xsl:template match="text()" mode="n"><xsl:value-of select="."/></xsl:template>
  <xsl:template match="comment()|processing-instruction()" mode="n"/>

  <xsl:template name="image">
    <xsl:param name="valeur"/>
    <xsl:variable name="type" select="$valeur/@mediaType"/>
    <xsl:variable name="brut" select="translate($valeur, ' &#9;&#10;&#13;', '')"/>
    <xsl:variable name="reste"
        select="translate($brut, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=', '')"/>
    <xsl:choose>
      <xsl:when test="$reste = '' and ($type = 'image/png' or $type = 'image/jpeg' or $type = 'image/gif')">
        <img alt="Image du document" src="{concat('data:', $type, ';base64,', $brut)}"/>
      </xsl:when>
      <xsl:otherwise><p class="note">Image d’un format non affiché (<xsl:value-of select="$type"/>).</p></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>

/** Ensembl core databases: the tables and columns that genes are read from, in the form of schema 114. */

import type { MariaDb } from "./mariadb.ts";

const TABLES = `
  CREATE TABLE gene (gene_id INT UNSIGNED NOT NULL PRIMARY KEY, biotype VARCHAR(40) NOT NULL,
    seq_region_id INT UNSIGNED NOT NULL, seq_region_start INT UNSIGNED NOT NULL,
    seq_region_end INT UNSIGNED NOT NULL, display_xref_id INT UNSIGNED, description TEXT,
    is_current TINYINT(1) NOT NULL DEFAULT 1, stable_id VARCHAR(128), version SMALLINT UNSIGNED,
    KEY (stable_id), KEY (seq_region_id), KEY (display_xref_id)) DEFAULT CHARSET latin1;
  CREATE TABLE xref (xref_id INT UNSIGNED NOT NULL PRIMARY KEY, external_db_id INT NOT NULL,
    dbprimary_acc VARCHAR(512) NOT NULL DEFAULT '', display_label VARCHAR(512) NOT NULL)
    DEFAULT CHARSET latin1;
  CREATE TABLE external_synonym (xref_id INT UNSIGNED NOT NULL, synonym VARCHAR(100) NOT NULL,
    PRIMARY KEY (xref_id, synonym)) DEFAULT CHARSET latin1 COLLATE latin1_bin;
  CREATE TABLE object_xref (object_xref_id INT UNSIGNED NOT NULL PRIMARY KEY AUTO_INCREMENT,
    ensembl_id INT UNSIGNED NOT NULL, ensembl_object_type VARCHAR(16) NOT NULL,
    xref_id INT UNSIGNED NOT NULL, KEY (ensembl_id), KEY (xref_id)) DEFAULT CHARSET latin1;
  CREATE TABLE external_db (external_db_id INT NOT NULL PRIMARY KEY, db_name VARCHAR(100) NOT NULL)
    DEFAULT CHARSET latin1;
  CREATE TABLE seq_region (seq_region_id INT UNSIGNED NOT NULL PRIMARY KEY, name VARCHAR(255) NOT NULL,
    coord_system_id INT UNSIGNED NOT NULL) DEFAULT CHARSET latin1;
  CREATE TABLE coord_system (coord_system_id INT UNSIGNED NOT NULL PRIMARY KEY,
    species_id INT UNSIGNED NOT NULL DEFAULT 1) DEFAULT CHARSET latin1;
  CREATE TABLE meta (meta_id INT NOT NULL PRIMARY KEY AUTO_INCREMENT, species_id INT UNSIGNED DEFAULT 1,
    meta_key VARCHAR(40) NOT NULL, meta_value VARCHAR(255) NOT NULL, KEY (meta_key)) DEFAULT CHARSET latin1;
  CREATE TABLE seq_region_attrib (seq_region_id INT UNSIGNED NOT NULL,
    attrib_type_id SMALLINT UNSIGNED NOT NULL, value TEXT NOT NULL, KEY (seq_region_id)) DEFAULT CHARSET latin1;
  CREATE TABLE attrib_type (attrib_type_id SMALLINT UNSIGNED NOT NULL PRIMARY KEY, code VARCHAR(20) NOT NULL)
    DEFAULT CHARSET latin1;
  INSERT INTO external_db VALUES (1, 'HGNC'), (2, 'Uniprot_gn');
  INSERT INTO attrib_type VALUES (16, 'non_ref'), (6, 'toplevel');
`;

/** Creates an empty core database; `statements` fill it. */
export async function coreDatabase(db: MariaDb, name: string, statements: string): Promise<void> {
  await db.sql(`CREATE DATABASE ${name}; USE ${name}; ${TABLES} ${statements}`);
}

/** Statements for one species with production name and numbered genes on chromosome 1. */
export function speciesWithGenes(species: string, genes: number): string {
  return `
    INSERT INTO meta (species_id, meta_key, meta_value) VALUES (1, 'species.production_name', '${species}');
    INSERT INTO coord_system VALUES (1, 1);
    INSERT INTO seq_region VALUES (1, '1', 1);
    INSERT INTO gene (gene_id, biotype, seq_region_id, seq_region_start, seq_region_end, stable_id, version)
      SELECT seq, 'protein_coding', 1, seq, seq + 9, CONCAT('${species.toUpperCase()}', seq), 1
      FROM seq_1_to_${genes};
  `;
}
